import assert from 'node:assert/strict';
import { DECISION_UPDATES } from '../../../contract/names.js';
import { eventually } from '../../support/eventually.js';
import { SELDOM_MS, startHarness, type Harness } from '../../support/temporal/harness.js';
import { temporalCli } from '../../support/temporal/temporal-cli.js';

// EventType of the API.
const [ACTIVITY_TASK_SCHEDULED, TIMER_STARTED] = [10, 17];
const SUMMARIZED = [ACTIVITY_TASK_SCHEDULED, TIMER_STARTED];

interface WorkflowMetadata {
  readonly currentDetails: string;
  readonly definition: Record<
    'queryDefinitions' | 'signalDefinitions' | 'updateDefinitions',
    { name: string; description: string }[]
  >;
}

describe('a waiting teardown', () => {
  let harness: Harness;
  // Polls are days apart: what happens sooner, checkNow has brought about.
  before(async () => {
    harness = await startHarness({ intervalMs: SELDOM_MS });
  });
  after(() => harness.close());

  for (const [phase, status, next] of [
    ['training', 'TRAINING_IN_PROGRESS', 'TRAINING_COMPLETED'],
    ['copying', 'COPYING_IN_PROGRESS', 'COPYING_COMPLETED'],
    ['stopping', 'STOPPING', 'STOPPED'],
  ] as const) {
    it(`checks the model immediately on checkNow while ${phase}`, async () => {
      const arn = await harness.addModel({ status, becomes: [], holds: ['DELETING'] });
      const handle = await harness.start(arn);
      await eventually(async () => assert.equal((await harness.progress(handle)).phase, phase));
      const { lookedAt } = await harness.progress(handle);
      await handle.signal('checkNow');
      await eventually(async () => assert.notEqual((await harness.progress(handle)).lookedAt, lookedAt));
      assert.equal((await harness.progress(handle)).phase, phase);

      await harness.emulator.setStatus(arn, next);
      await handle.signal('checkNow');
      await harness.reaches(handle, 'deleting');
      await eventually(async () => assert.equal(await harness.emulator.statusOf(arn), 'DELETING'));
      await harness.emulator.setStatus(arn, 'GONE');
      await handle.signal('checkNow');
      assert.equal((await handle.result()).outcome, 'deleted');
    });
  }

  it('returns its progress', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await harness.start({
      projectVersionArn: arn,
      deadline: '36h',
      requestedBy: 'ops',
      reason: 'superseded',
    });
    await harness.reaches(handle, 'training');
    const { projectArn, since, lookedAt, deadlineAt, startedAt, nextLook, ...progress } =
      await harness.progress(handle);
    assert.deepEqual(progress, {
      phase: 'training',
      projectVersionArn: arn,
      modelStatus: 'TRAINING_IN_PROGRESS',
      waitingFor: 'the training to end',
      dryRun: false,
      terms: {
        dryRun: false,
        ifRunning: 'stop',
        ifServing: 'ignore',
        ifTraining: 'wait',
        protectTag: 'teardown=never',
        deadline: '36h',
      },
      deleteSent: false,
      paused: false,
      accepts: [],
      decisions: [],
      requestedBy: 'ops',
      reason: 'superseded',
      steps: [{ at: lookedAt, step: 'look', to: 'TRAINING_IN_PROGRESS' }],
    });
    assert.equal(projectArn, await harness.emulator.projectOf(arn));
    assert.equal(Date.parse(deadlineAt ?? '') - Date.parse(startedAt), 36 * 3_600_000);
    assert.ok(since >= startedAt);
    assert.match(nextLook ?? '', /tenth/);
    await handle.cancel();
  });

  it('shows its details and the descriptions of its messages in `temporal workflow metadata`', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await harness.start(arn);
    await harness.reaches(handle, 'training');
    const written = await temporalCli('workflow metadata --output json --workflow-id', handle.workflowId);
    const {
      queryResult: [metadata],
    } = JSON.parse(written) as { queryResult: [WorkflowMetadata] };
    const { currentDetails, definition } = metadata;
    assert.match(currentDetails, /### Waiting for the training of project-/);
    assert.match(currentDetails, /TRAINING_IN_PROGRESS/);
    const { queryDefinitions, signalDefinitions, updateDefinitions } = definition;
    for (const { name, description } of [...queryDefinitions, ...signalDefinitions, ...updateDefinitions]) {
      assert.ok(description, `${name} has no description`);
    }
    assert.deepEqual(
      signalDefinitions.map(({ name }) => name),
      ['checkNow', 'pause', 'resume'],
    );
    assert.deepEqual(updateDefinitions.map(({ name }) => name).toSorted(), [...DECISION_UPDATES].toSorted());
    await handle.cancel();
  });

  it('gives its activities and timers a summary', async () => {
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const handle = await harness.start({ projectVersionArn: arn, deadline: '36h' });
    await harness.reaches(handle, 'training');
    const { events = [] } = await handle.fetchHistory();
    const named = (events ?? []).filter(({ eventType }) => SUMMARIZED.includes(Number(eventType)));
    assert.equal(named.length, 4);
    for (const { userMetadata, eventId } of named) {
      assert.ok(userMetadata?.summary?.data?.length, `event ${String(eventId)} has no summary`);
    }
    await handle.cancel();
  });
});

describe('a dry run', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  it('returns what it would do and changes nothing', async () => {
    const arn = await harness.addModel({ status: 'RUNNING', minInferenceUnits: 2 });
    const { outcome, plan, model } = await (
      await harness.start({ projectVersionArn: arn, dryRun: true })
    ).result();
    assert.equal(outcome, 'planned');
    assert.deepEqual(
      plan?.steps.map(({ step, status }) => `${step} ${status}`),
      ['stop RUNNING', 'wait STOPPING', 'delete STOPPED', 'confirm DELETING'],
    );
    assert.equal(model?.status, 'RUNNING');
    assert.equal(await harness.emulator.statusOf(arn), 'RUNNING');
    assert.deepEqual(harness.operations(arn), ['DescribeProjects', 'DescribeProjectVersions']);
  });

  it('returns that it would be refused', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const request = { projectVersionArn: arn, dryRun: true, ifRunning: 'fail' };
    const { plan } = await (await harness.start(request)).result();
    assert.deepEqual(
      plan?.steps.map(({ step }) => step),
      ['refuse'],
    );
  });

  it('returns alreadyGone for a model that does not exist', async () => {
    const arn = await harness.addModel({ status: 'GONE' });
    const { outcome } = await (await harness.start({ projectVersionArn: arn, dryRun: true })).result();
    assert.equal(outcome, 'alreadyGone');
  });
});
