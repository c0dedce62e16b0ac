import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { TeardownClient } from '../../client/index.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import { commandOn } from '../support/processes/command.js';
import { eventually } from '../support/eventually.js';
import { APPROVAL } from '../support/temporal/decisions.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

describe('the decision commands', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const { start, run } = commandOn(() => harness);
  const client = () => new TeardownClient(harness.client);
  const handleOf = (arn: Parameters<typeof teardownModelWorkflowId>[0]) =>
    harness.client.workflow.getHandle(teardownModelWorkflowId(arn));

  it('approve, pause, resume, postpone, delete-now and show work through a teardown with a grace period', async () => {
    const arn = await harness.addModel({ status: 'RUNNING', tags: { team: 'shelves' } });
    const flags = ['--approve', '--grace-period', '1h', '--yes', '--no-wait'];
    await run('delete', arn, ...flags);
    const phase = (name: string) =>
      eventually(async () => assert.equal((await harness.progress(handleOf(arn))).phase, name));
    await phase('awaitingApproval');
    assert.match((await run('restore', arn)).err, /has not stopped the model/);
    assert.equal((await run('approve', arn)).code, 2);
    assert.equal((await run('pause', arn)).code, 0);
    assert.match(
      (await run('approve', arn, '--yes', '--by', 'ana', '--note', 'v2 is live')).out,
      /^Approved/,
    );
    await phase('paused');
    assert.equal((await run('show', arn)).code, 5);
    assert.equal((await run('resume', arn)).code, 0);
    await phase('held');
    assert.match((await run('postpone', arn, '--for', '2h')).out, /will be kept until/);
    assert.equal((await run('postpone', arn, '--for', 'long')).code, 2);
    assert.match((await run('delete-now', arn, '--yes')).out, /will be deleted now/);
    await handleOf(arn).result();
    const { code, out } = await run('show', arn);
    assert.equal(code, 0);
    for (const part of ['STOPPED -> DELETING', 'team=shelves', 'approve by ana', ': v2 is live']) {
      assert.ok(out.includes(part), part);
    }
  });

  it('approve --all and reject --all decide on what waits for approval and matches, and on nothing else', async () => {
    const requestedBy = `Conan O'Brien ${randomUUID()}`;
    const ask = async (who: string, terms: object = APPROVAL) => {
      const arn = await harness.addModel({ status: 'RUNNING' });
      await harness.start({ projectVersionArn: arn, requestedBy: who, ...terms });
      return arn;
    };
    const waiting = [await ask(requestedBy), await ask(requestedBy)];
    const [other, held] = [await ask('ana'), await ask(requestedBy, { gracePeriod: '14d' })];
    const flags = ['--requested-by', requestedBy];
    await eventually(async () => {
      const { out } = await run('list', '--awaiting-approval', ...flags, '--json');
      assert.equal((JSON.parse(out) as unknown[]).length, 2, out);
    });
    assert.match(
      (await run('list', '--phase', 'held', ...flags)).out,
      new RegExp(`^in its grace period .*${held}`),
    );

    for (const refused of [['approve'], ['approve', held, ...flags], ['reject', held, '--all']]) {
      const { code, err } = await run(...refused);
      assert.equal(code, 2);
      assert.match(err, /Name one teardown, or use --all/);
    }
    // A variable that is not set must not select all.
    const ageless = await run('approve', '--all', '--older-than', '', ...flags, '--yes');
    assert.equal(ageless.code, 2);
    assert.match(ageless.err, /olderThan must be a duration/);
    const unconfirmed = await run('approve', '--all', ...flags);
    assert.equal(unconfirmed.code, 2);
    assert.match(unconfirmed.err, /approves the deletions of 2 teardowns.*Add --yes/s);

    const { code, out, err } = await run(
      'approve',
      '--all',
      ...flags,
      '--yes',
      '--note',
      'v2 is live',
      '--json',
    );
    assert.equal(code, 0, err);
    for (const arn of waiting) assert.ok(err.includes(arn), 'what is decided on is shown first');
    const answers = JSON.parse(out) as { workflowId: string; accepted: boolean }[];
    assert.deepEqual(
      answers
        .filter(({ accepted }) => accepted)
        .map(({ workflowId }) => workflowId)
        .toSorted(),
      waiting.map((arn) => teardownModelWorkflowId(arn)).toSorted(),
    );
    for (const arn of waiting) {
      assert.equal((await client().teardownOf(arn).result()).outcome, 'deleted');
    }
    assert.equal((await harness.progress(handleOf(other))).phase, 'awaitingApproval');
    assert.equal((await harness.progress(handleOf(held))).phase, 'held');
    await eventually(async () =>
      assert.match((await run('approve', '--all', ...flags)).err, /No teardowns found/),
    );
    await run('reject', other);
    await run('restore', held);
  });

  it('decides only on the run that was listed, not on one that has begun since', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const request = { projectVersionArn: arn, ...APPROVAL };
    const first = await harness.start(request);
    const { runId } = await first.describe();
    await first.terminate();
    await harness.start({ ...request, protectTag: 'other=terms' });
    const decided = client().runOf(first.workflowId).decide('approve', { by: 'ana' }, { runId });
    await assert.rejects(decided, {
      name: 'TeardownError',
      type: 'NotFound',
      message: `The teardown of ${first.workflowId} that this was for has ended (TERMINATED).`,
    });
    await run('reject', arn);
  });

  it('reports of a run that has ended that it has, and not that there is none', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    await (await harness.start({ projectVersionArn: arn, ...APPROVAL })).terminate();
    await assert.rejects(client().teardownOf(arn).checkNow(), {
      type: 'NotFound',
      message: `No teardown of ${arn} is running: the latest one has ended (TERMINATED).`,
    });
  });

  it('reject keeps the model, and delete exits with 6', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const command = start(['delete', arn, '--yes', '--approve']);
    await eventually(async () =>
      assert.equal((await harness.progress(handleOf(arn))).phase, 'awaitingApproval'),
    );
    assert.match((await run('reject', arn, '--note', 'in use')).out, /^Rejected/);
    assert.equal(await command.ended, 6, command.err());
    assert.match(command.out(), /was left as it is: the approval was rejected or timed out/);
    assert.equal((await run('reject', arn)).code, 5);
    await harness.emulator.setStatus(arn, 'STOPPED');
  });
});
