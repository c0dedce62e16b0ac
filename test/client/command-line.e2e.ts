import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { teardownModelWorkflowId } from '../../contract/names.js';
import type { TeardownProgress } from '../../contract/model/progress.js';
import type { TeardownResult } from '../../contract/model/result.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';
import { commandOn } from '../support/processes/command.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';

describe('the teardown command', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const { start, run } = commandOn(() => harness);
  const addTraining = () => harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
  const handleOf = (arn: Parameters<typeof teardownModelWorkflowId>[0]) =>
    harness.client.workflow.getHandle(teardownModelWorkflowId(arn));

  it('delete tears a model down, prints a line per step, and ends with the tombstone', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const { code, out, err } = await run(
      'delete',
      arn,
      '--yes',
      '--requested-by',
      'ops',
      '--reason',
      'superseded',
    );
    assert.equal(code, 0, err);
    const steps = err.matchAll(/^\S+Z {2}(\w+) +(.*)$/gm);
    assert.deepEqual(
      [...steps].map(([, step, change]) => `${step} ${change}`),
      [
        'look RUNNING',
        'stop RUNNING -> STOPPING',
        'wait STOPPING -> STOPPED',
        'delete STOPPED -> DELETING',
        'confirm DELETING -> GONE',
      ],
    );
    assert.match(out, /^Deleted project-\S+\/v1 in .* s: AWS no longer lists it\.\n/);
    for (const row of [arn, 'ops', 'superseded', 'STOPPED']) assert.ok(out.includes(row), row);
    assert.ok(!(out + err).includes('\u001B'), 'escape codes belong on a terminal');
  });

  it('delete --json writes the result and nothing else', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const { code, out, err } = await run('delete', arn, '--yes', '--json');
    assert.equal(code, 0);
    assert.equal(err, '');
    assert.deepEqual(JSON.parse(out), { ...(await handleOf(arn).result()), joined: false });
  });

  it('delete --dry-run prints the plan and changes nothing', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const { code, out } = await run('delete', arn, '--dry-run');
    assert.equal(code, 0);
    assert.match(out, /^Plan for .*\. Nothing was changed\.\n {2}1\. stop +when RUNNING: Takes/);
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
  });

  it('delete without --yes fails without a terminal and sends no request', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const { code, err } = await run('delete', arn);
    assert.equal(code, 2);
    assert.match(
      err,
      /^This stops \(if running\) and deletes the model arn:.* no terminal to confirm this on\. Add --yes/,
    );
    assert.deepEqual(harness.operations(arn), []);
  });

  it('delete --no-wait starts a teardown and returns; a second delete joins it', async () => {
    const arn = await addTraining();
    const first = await run('delete', arn, '--yes', '--no-wait', '--json');
    const second = await run('delete', arn, '--yes', '--no-wait', '--json');
    const [one, two] = [first, second].map(({ out }) => JSON.parse(out) as Record<string, unknown>);
    assert.equal(one?.['workflowId'], teardownModelWorkflowId(arn));
    assert.deepEqual({ ...two, joined: false }, one);
    assert.equal(two?.['joined'], true);
    await handleOf(arn).cancel();
  });

  it('delete passes on every field of the request', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const projectArn = (await harness.emulator.projectOf(arn)) ?? '';
    const guards = ['--if-running', 'fail', '--if-serving', 'ask', '--if-training', 'fail'];
    const flags = [...guards, '--deadline', '36h', '--dry-run'];
    const held = [
      '--approve',
      '--approval-timeout',
      '2d',
      '--grace-period',
      '30h',
      '--protect-tag',
      'keep=yes',
    ];
    const more = ['--project-arn', projectArn, '--requested-by', 'ops', '--reason', 'why not'];
    await run('delete', arn, '--yes', ...flags, ...held, ...more);
    const { events } = await handleOf(arn).fetchHistory();
    const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    assert.deepEqual(JSON.parse(Buffer.from(payload?.data ?? []).toString()), {
      projectVersionArn: arn,
      projectArn,
      dryRun: true,
      ifRunning: 'fail',
      ifServing: 'ask',
      ifTraining: 'fail',
      approval: { required: true, timeout: '2d' },
      gracePeriod: '30h',
      protectTag: 'keep=yes',
      deadline: '36h',
      requestedBy: 'ops',
      reason: 'why not',
    });
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`delete leaves the teardown running on ${signal} and prints how to return to it`, async () => {
      const arn = await addTraining();
      const command = start(['delete', arn, '--yes']);
      await eventually(() => assert.match(command.err(), /waiting for the training to end/));
      command.process.kill(signal);
      assert.equal(await command.ended, 130);
      for (const verb of ['delete', 'status', 'cancel']) {
        assert.ok(command.err().includes(`teardown ${verb} ${arn}`), command.err());
      }
      // If the teardown has ended meanwhile, the command would start another one without a question.
      assert.match(command.err(), /^ {2}follow, or start again: teardown delete arn:/m);
      assert.doesNotMatch(command.err(), /--yes/);
      assert.equal((await handleOf(arn).describe()).status.name, 'RUNNING');
      await handleOf(arn).cancel();
    });
  }

  it('delete exits with 1 and the reason if the teardown fails, in JSON too', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const { code, out, err } = await run('delete', arn, '--yes', '--if-running', 'fail', '--json');
    assert.equal(code, 1);
    assert.ok(err.includes(arn));
    const { error } = JSON.parse(out) as { error: Record<string, string> };
    assert.equal(error['type'], 'ModelRunning');
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
  });

  it('delete exits with 4 if somebody cancels the teardown', async () => {
    const arn = await addTraining();
    const command = start(['delete', arn, '--yes']);
    await eventually(() => assert.match(command.err(), /waiting for the training to end/));
    const cancel = await run('cancel', arn);
    assert.deepEqual([cancel.code, cancel.err], [0, '']);
    assert.equal(await command.ended, 4);
    assert.match(command.err(), /was cancelled/);
    assert.equal((await run('cancel', arn)).code, 5);
  });

  it('delete warns if no worker polls the task queue', async () => {
    const arn = await addTraining();
    const { code, err } = await run(
      'delete',
      arn,
      '--yes',
      '--no-wait',
      '--task-queue',
      `nobody-${randomUUID()}`,
    );
    assert.equal(code, 0);
    assert.match(err, /^No worker is polling the task queue nobody-.*npm run worker/);
    await handleOf(arn).terminate();
  });

  it('status shows the progress of a teardown, and its result', async () => {
    const arn = await addTraining();
    const handle = await harness.start({ projectVersionArn: arn, requestedBy: 'ops' });
    await eventually(async () => {
      const { code, out } = await run('status', arn);
      assert.equal(code, 0);
      assert.match(out, /^RUNNING {2}teardown-model\/arn/);
      assert.match(out, /\/v1: training for /);
      assert.match(out, /^(just now|.* ago) +look +TRAINING_IN_PROGRESS$/m);
      assert.match(out, /last check +.* is still TRAINING_IN_PROGRESS; next check in/);
    });
    // A worker that does not answer in time leaves the progress out.
    await eventually(async () => {
      const { progress } = JSON.parse((await run('status', arn, '--json')).out) as {
        progress?: TeardownProgress;
      };
      assert.equal(progress?.phase, 'training');
    });
    await harness.emulator.setStatus(arn, 'TRAINING_COMPLETED');
    await handle.result();
    const { code, out } = await run('status', arn);
    assert.equal(code, 0);
    assert.match(out, /^COMPLETED .*\n[^]*TRAINING_COMPLETED -> DELETING[^]*\nDeleted /);
    const ended = JSON.parse((await run('status', arn, '--json')).out) as { result: TeardownResult };
    assert.equal(ended.result.outcome, 'deleted');
  });

  it('status shows that an operator has paused the activity', async () => {
    const arn = await addTraining();
    const handle = await harness.start(arn);
    await harness.reaches(handle, 'training');
    const { raw } = await handle.describe();
    const id = raw.pendingActivities?.[0]?.activityId ?? '';
    const request = { namespace: 'default', execution: { workflowId: handle.workflowId }, id };
    await harness.client.workflowService.pauseActivity(request);
    const { out } = await run('status', arn);
    assert.match(out, /checks +none: an operator has paused the activity waitForChange; continue it with/);
    assert.ok(
      out.includes(`temporal activity unpause --workflow-id ${handle.workflowId} --activity-id ${id}`),
    );
    await handle.terminate();
  });

  it('status exits with 5 for a model without a teardown', async () => {
    // Other tests of the run may tear down the usual one.
    const { code, err } = await run('status', ARN.replace('/version/', '/version/nobodys-'));
    assert.equal(code, 5);
    assert.match(err, /^There is no teardown of arn:/);
  });

  for (const [what, args] of [
    ['no ARN', ['delete']],
    ['a malformed ARN', ['delete', 'shelves/v1']],
    ["a project's ARN", ['show', ARN.replace('/version/v1', '')]],
    ['a bad duration', ['delete', ARN, '--deadline', '1.5h']],
    ['a bad choice', ['delete', ARN, '--if-running', 'maybe']],
    ['an unknown flag', ['delete', ARN, '--force']],
    ['an unknown command', ['destroy', ARN]],
    ['a bad number', ['list', '--limit', '0']],
    ['a missing option of a subcommand', ['schedule', 'create', 'nightly']],
  ] as const) {
    it(`exits with 2 and the reason for ${what}`, async () => {
      const { code, out, err } = await run(...args);
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.ok(err.trim().split('\n').length <= 2, err);
      assert.doesNotMatch(err, /\n +at /);
    });
  }

  it('exits with 3 if no Temporal server answers', async () => {
    const command = start(['status', ARN, '--address', '127.0.0.1:1']);
    assert.equal(await command.ended, 3);
    assert.match(command.err(), /^Can't reach a Temporal server at 127\.0\.0\.1:1 .*TEMPORAL_ADDRESS\.\n$/);
  });

  it('prints help with groups, examples and exit codes', async () => {
    const help = await run('--help');
    assert.equal(help.code, 0);
    assert.match(help.out, /Exit codes:/);
    for (const group of ['One model', 'Many models', 'Decisions', 'Local']) {
      assert.match(help.out, new RegExp(`^${group}:$`, 'm'));
    }
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal((await run('--version')).out, `${version}\n`);
    for (const command of ['delete', 'status', 'cancel', 'list']) {
      const { code, out } = await run(command, '--help');
      assert.equal(code, 0);
      assert.match(out, /Examples?:\n {2}\$ teardown /);
    }
  });
});
