import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { TeardownClient, type StartOptions } from '../../client/index.js';
import { commandOn } from '../support/processes/command.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

/** A search attribute that each namespace of Temporal has. */
const OWN = defineSearchAttributeKey('BuildIds', 'KEYWORD_LIST');
const OURS = defineSearchAttributeKey('TeardownPhase', 'KEYWORD');

describe('the options of a start', () => {
  let harness: Harness;
  let client: TeardownClient;
  const seen: string[] = [];
  before(async () => {
    harness = await startHarness();
    const { connection } = harness.client;
    const temporal = new Client({
      connection,
      identity: 'retention-job',
      interceptors: {
        workflow: [
          {
            start: (input, next) => {
              seen.push(`start ${input.workflowType}`);
              return next(input);
            },
          },
        ],
      },
    });
    client = new TeardownClient(temporal, { taskQueue: harness.taskQueue });
  });
  after(() => harness.close());

  const { run } = commandOn(() => harness);
  const addTraining = () => harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });

  it('reach Temporal beside what each run has, and the interceptors of the client see the start', async () => {
    const projectVersionArn = await addTraining();
    const ticket = randomUUID();
    const priority = { priorityKey: 1, fairnessKey: 'team-a', fairnessWeight: 2 };
    const searchAttributes = [{ key: OWN, value: [ticket] }];
    const request = { projectVersionArn, requestedBy: 'ana' };
    const options = { priority, searchAttributes, memo: { ticket, status: 'urgent' } };
    const { teardown } = await client.start(request, options);
    const { memo, typedSearchAttributes, priority: shown } = await teardown.describe();
    assert.deepEqual(shown, priority);
    assert.deepEqual(memo, { ticket, status: 'urgent', requestedBy: 'ana' });
    assert.equal(
      typedSearchAttributes.get(defineSearchAttributeKey('TeardownRequestedBy', 'KEYWORD')),
      'ana',
    );
    const names = typedSearchAttributes.getAll().map(({ key }) => key.name);
    assert.ok(names.includes('BuildIds'), names.join());
    assert.ok(seen.includes('start teardownModel'));
    const again = await client.start(request, { memo: { ticket: 'another' }, priority: { priorityKey: 5 } });
    assert.equal(again.joined, true);
    const after = await again.teardown.describe();
    assert.deepEqual([after.memo, after.priority], [memo, priority]);
    await teardown.cancel();
  });

  it('delay a run, which others join, and which changes nothing if it is cancelled', async () => {
    const projectVersionArn = await harness.addModel({ status: 'RUNNING' });
    const { teardown } = await client.start(projectVersionArn, { startDelay: '1h' });
    const joined = await client.start(projectVersionArn);
    assert.deepEqual([joined.joined, joined.teardown.runId], [true, teardown.runId]);
    assert.equal((await teardown.describe()).status.name, 'RUNNING');
    assert.equal(await teardown.progressIfKnown(), undefined);
    const { out } = await run('status', projectVersionArn);
    assert.match(out, /\nThe run was started with a delay, and begins at 20\S+Z\.\n$/);
    await teardown.cancel();
    assert.deepEqual(harness.operations(projectVersionArn), []);
    await harness.client.workflow.getHandle(teardown.workflowId).terminate();
  });

  it('of a sweep reach Temporal too', async () => {
    const request = { accountId: '111122223333', region: 'eu-west-1', olderThan: '90d' };
    const sweep = await client.startSweep(request, { memo: { ticket: 'T-1' } });
    assert.deepEqual((await sweep.describe()).memo, { ticket: 'T-1', dryRun: true });
    await sweep.result();
  });

  const refused: readonly (readonly [StartOptions, RegExp])[] = [
    [{ startDelay: 'soon' }, /^startDelay must be a duration .*; got "soon"\. No request was sent\.$/],
    [{ startDelay: '1h' }, /^A dry run must not have a startDelay\. No request was sent\.$/],
    [{ memo: { requestedBy: 'bob' } }, /^memo must not have requestedBy, which each run sets\./],
    [{ searchAttributes: [{ key: OURS, value: 'held' }] }, /^searchAttributes must not have TeardownPhase, /],
  ];
  for (const [options, message] of refused) {
    it(`are checked before a request is sent: ${JSON.stringify(options)}`, async () => {
      const projectVersionArn = await harness.addModel({ status: 'RUNNING' });
      const started = client.start({ projectVersionArn, dryRun: true }, options);
      await assert.rejects(started, { type: 'InvalidRequest', message });
    });
  }
});
