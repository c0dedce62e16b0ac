import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { TeardownClient } from '../../client/teardown-client.js';
import { createEncryptionCodec } from '../../codec/encryption-codec.js';
import { loadKeyring } from '../../codec/keyring.js';
import { arnDigest } from '../../contract/arn-digest.js';
import type { ProjectArn, ProjectVersionArn } from '../../contract/arn.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import type { TeardownRequestInput } from '../../contract/model/request.js';
import { commandOn } from '../support/processes/command.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

const CAREFUL = {
  ifRunning: 'fail',
  approval: { required: true },
  gracePeriod: '14d',
  protectTag: 'keep=yes',
} as const;

describe('a second teardown of the same model', () => {
  let harness: Harness;
  let client: TeardownClient;
  const { run } = commandOn(() => harness);

  before(async () => {
    harness = await startHarness();
    client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
  });
  after(() => harness.close());

  const addTraining = () => harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
  const refusal = (
    arn: string,
    running: string,
    asked: string,
    workflowId = teardownModelWorkflowId(arn as ProjectVersionArn),
  ) => ({
    type: 'AlreadyInProgress',
    message:
      `${arn} is already being torn down by the workflow ${workflowId}, with different terms: ` +
      `it runs with ${running}; you requested ${asked}. ` +
      'Request the same terms, join the running teardown as it is (joinAny, --join), or cancel it and start again.',
  });

  it('joins the running one if its terms are the same, whoever asks and however they are written', async () => {
    const projectVersionArn = await addTraining();
    const terms = { gracePeriod: '14d', approval: { required: true, timeout: '48h' } } as const;
    const first = await client.start({ projectVersionArn, ...terms, requestedBy: 'ana', reason: 'old' });
    assert.equal(first.joined, false);
    for (const same of [
      { ...terms, requestedBy: 'bob' },
      { gracePeriod: '336h', approval: { required: true, timeout: '2d' }, ifRunning: 'stop', dryRun: false },
      { ...terms, projectArn: await harness.emulator.projectOf(projectVersionArn) },
    ] satisfies Omit<Exclude<TeardownRequestInput, string>, 'projectVersionArn'>[]) {
      const again = await client.start({ projectVersionArn, ...same });
      assert.equal(again.joined, true);
      assert.equal(again.teardown.runId, first.teardown.runId);
    }
    await first.teardown.cancel();
  });

  it('is rejected if its terms differ, with a message that names both', async () => {
    const projectVersionArn = await addTraining();
    const { teardown } = await client.start(projectVersionArn);
    await assert.rejects(
      client.tearDown({ projectVersionArn, ...CAREFUL }),
      refusal(
        projectVersionArn,
        'ifRunning "stop", protectTag "teardown=never", approval none, gracePeriod none',
        'ifRunning "fail", protectTag "keep=yes", approval {"required":true,"timeout":"7d"}, gracePeriod "14d"',
      ),
    );
    assert.deepEqual(harness.changes(projectVersionArn), []);
    await teardown.cancel();
  });

  it('joins despite different terms with joinAny, and every result has joined', async () => {
    const projectVersionArn = await addTraining();
    const { teardown } = await client.start(projectVersionArn);
    const joined = await client.start({ projectVersionArn, ...CAREFUL }, { joinAny: true });
    assert.equal(joined.joined, true);
    assert.equal(joined.teardown.runId, teardown.runId);
    const both = Promise.all([
      client.tearDown({ projectVersionArn, ...CAREFUL }, { joinAny: true }),
      teardown.result(),
    ]);
    await harness.emulator.setStatus(projectVersionArn, 'TRAINING_COMPLETED');
    await teardown.checkNow();
    const [told, result] = await both;
    assert.deepEqual(told, { ...result, joined: true });
    const next = await harness.addModel({ status: 'STOPPED' });
    assert.equal((await client.tearDown(next)).joined, false);
  });

  it('shows the terms of the running one in the progress', async () => {
    const projectVersionArn = await addTraining();
    const { teardown } = await client.start({ projectVersionArn, ...CAREFUL, requestedBy: 'ana' });
    assert.deepEqual((await teardown.progress()).terms, {
      dryRun: false,
      ifServing: 'ignore',
      ifTraining: 'wait',
      ...CAREFUL,
      approval: { required: true, timeout: '7d' },
    });
    await teardown.cancel();
  });

  it('waits for a dry run with different terms to end, and returns its own plan', async () => {
    const projectVersionArn = await harness.addModel({ status: 'RUNNING' });
    const planned = (ifRunning: 'stop' | 'fail') =>
      client.tearDown({ projectVersionArn, ifRunning, dryRun: true });
    const [stops, fails] = await Promise.all([planned('stop'), planned('fail')]);
    const refusing = ({ plan }: typeof stops) => plan?.guards.filter(({ passes }) => !passes).length;
    assert.deepEqual([refusing(stops), refusing(fails)], [0, 1]);
  });

  it('is joined or rejected by the command line too, which reports the join', async () => {
    const arn = await addTraining();
    const first = await run('delete', arn, '--yes', '--no-wait', '--json', '--grace-period', '1d');
    assert.equal((JSON.parse(first.out) as { joined: boolean }).joined, false);
    const other = await run('delete', arn, '--yes', '--no-wait', '--json');
    assert.equal(other.code, 1);
    const { message } = refusal(arn, 'gracePeriod "1d"', 'gracePeriod none');
    assert.equal(other.err, `${message}\n`);
    assert.deepEqual(JSON.parse(other.out), { error: { type: 'AlreadyInProgress', message } });
    for (const flags of [['--grace-period', '24h'], ['--join']]) {
      const joined = await run('delete', arn, '--yes', '--no-wait', ...flags);
      assert.equal(joined.code, 0, joined.err);
      assert.match(joined.out, /^Joined the running teardown: teardown-model\//);
    }
    await client.teardownOf(arn).cancel();
  });

  describe('while no worker is running', () => {
    let idle: TeardownClient;
    before(() => {
      idle = new TeardownClient(harness.client, { taskQueue: `nobody-${randomUUID()}` });
    });

    const startRaw = (arn: ProjectVersionArn, ...args: unknown[]) =>
      harness.client.workflow.start('teardownModel', {
        taskQueue: idle.taskQueue,
        workflowId: teardownModelWorkflowId(arn),
        args,
      });

    it('is compared with the request of any client', async () => {
      const projectVersionArn = await addTraining();
      const handle = await startRaw(projectVersionArn, projectVersionArn);
      assert.equal((await idle.start(projectVersionArn)).joined, true);
      await assert.rejects(
        idle.start({ projectVersionArn, deadline: '1h' }),
        refusal(projectVersionArn, 'deadline none', 'deadline "1h"'),
      );
      await handle.terminate();
    });

    it('is compared with the original request after continue-as-new', async () => {
      const projectVersionArn = await addTraining();
      const handle = await startRaw(
        projectVersionArn,
        { projectVersionArn, gracePeriod: '1d' },
        { startedAt: new Date().toISOString(), steps: [] },
      );
      assert.equal((await idle.start({ projectVersionArn, gracePeriod: '1d' })).joined, true);
      await assert.rejects(idle.start(projectVersionArn), { type: 'AlreadyInProgress' });
      await handle.terminate();
    });

    it('is rejected if the running request can not be read, unless joinAny is set', async () => {
      const projectVersionArn = await addTraining();
      const handle = await startRaw(projectVersionArn, { projectVersionArn, gracePeriod: 'long' });
      await assert.rejects(idle.start(projectVersionArn), {
        type: 'AlreadyInProgress',
        message: new RegExp(
          `^${projectVersionArn} is already being torn down by .* terms that can't be read`,
        ),
      });
      assert.equal((await idle.start(projectVersionArn, { joinAny: true })).joined, true);
      await handle.terminate();
    });

    it('is compared if payloads are encrypted', async () => {
      const keyring = await loadKeyring({
        TEARDOWN_ENCRYPTION_KEYS: `one=${randomBytes(32).toString('base64')}`,
      });
      assert.ok(keyring);
      const { connection } = harness.client;
      const dataConverter = { payloadCodecs: [createEncryptionCodec(keyring)] };
      const secret = new TeardownClient(new Client({ connection, dataConverter }), idle);
      const projectVersionArn = await addTraining();
      const { teardown } = await secret.start({ projectVersionArn, gracePeriod: '1d' });
      assert.equal((await secret.start({ projectVersionArn, gracePeriod: '1d' })).joined, true);
      await assert.rejects(
        secret.start(projectVersionArn),
        refusal(
          projectVersionArn,
          'gracePeriod "1d"',
          'gracePeriod none',
          teardownModelWorkflowId(projectVersionArn, arnDigest),
        ),
      );
      await harness.client.workflow.getHandle(teardown.workflowId).terminate();
    });
  });

  describe('of a project', () => {
    const addProject = async () => {
      const projectArn = await harness.emulator.addProject({ name: `project-${randomUUID()}` });
      await harness.addModel({ projectArn, status: 'TRAINING_IN_PROGRESS', becomes: [] });
      return projectArn as ProjectArn;
    };

    it('is joined or rejected by the same rule, and shows its terms', async () => {
      const projectArn = await addProject();
      const { teardown, joined } = await client.startProject({ projectArn, gracePeriod: '1d' });
      assert.equal(joined, false);
      assert.equal((await client.startProject({ projectArn, gracePeriod: '24h' })).joined, true);
      await assert.rejects(client.tearDownProject({ projectArn, maxParallel: 1 }), {
        type: 'AlreadyInProgress',
        message: new RegExp(
          `^${projectArn} is .* it runs with gracePeriod "1d", maxParallel 100; you requested gracePeriod none, maxParallel 1\\.`,
        ),
      });
      assert.equal((await client.startProject(projectArn, { joinAny: true })).joined, true);
      assert.deepEqual((await teardown.progress()).terms, {
        dryRun: false,
        ifRunning: 'stop',
        ifServing: 'ignore',
        ifTraining: 'wait',
        gracePeriod: '1d',
        protectTag: 'teardown=never',
        maxParallel: 100,
      });
      await teardown.cancel();
    });

    it('is joined or rejected by the command line too', async () => {
      const projectArn = await addProject();
      const { teardown } = await client.startProject(projectArn);
      const other = await run('project', projectArn, '--yes', '--no-wait', '--approve');
      assert.equal(other.code, 1);
      assert.match(other.err, /it runs with approval none; you requested approval \{.*\}\./);
      const joined = await run('project', projectArn, '--yes', '--no-wait', '--approve', '--join', '--json');
      assert.equal((JSON.parse(joined.out) as { joined: boolean }).joined, true);
      await teardown.cancel();
    });

    it('is compared if the project is given by its name', async () => {
      const projectName = `project-${randomUUID()}`;
      const named = { projectName, accountId: '111122223333', region: 'eu-west-1' };
      const idle = new TeardownClient(harness.client, { taskQueue: `nobody-${randomUUID()}` });
      const { teardown } = await idle.startProject(named);
      assert.equal((await idle.startProject(named)).joined, true);
      await assert.rejects(idle.startProject({ ...named, gracePeriod: '1d' }), { type: 'AlreadyInProgress' });
      await harness.client.workflow.getHandle(teardown.workflowId).terminate();
    });
  });
});
