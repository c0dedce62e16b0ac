// Records the histories that the replay test holds the workflows to: `npm run histories [-- NAME...]`. Histories of a
// version that was released are never recorded again: a change that they don't allow goes behind `patched()`.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { ApplicationFailure } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { createTeardownActivities } from '../../activities/index.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { startEmulator } from '../../emulator/emulator.js';
import { mochaGlobalSetup, mochaGlobalTeardown } from '../support/global-setup.js';
import { CREDENTIALS } from '../support/credentials.js';
import { update } from '../support/temporal/decisions.js';
import { eventually } from '../support/eventually.js';
import { startHarness, workflowBundle, type HarnessOptions } from '../support/temporal/harness.js';
import { startTimeSkipping } from '../support/temporal/time-skipping-server.js';
import { createAwsClients } from '../../worker/aws-clients.js';
import { SCENARIOS, SCENARIOS_WITH_EVENTS, type Scenario } from './history-scenarios.js';
import { SCENARIOS_WITH_RESET } from './reset-scenarios.js';
import { UNSETTLED_SCENARIOS } from './unsettled-scenarios.js';
import { createTestWorker } from '../support/temporal/test-worker.js';

const VERSION = '0.1.0';
const FOLDER = new URL(`./${VERSION}/`, import.meta.url);

const UNWRITABLE = {
  keeping: 'required',
  write: () => Promise.reject(ApplicationFailure.nonRetryable('s3:PutObject: no answer', 'RecordNotWritten')),
} as const;

/** Default: all. */
const asked = process.argv.slice(2);
const isAsked = (name: string) => asked.length === 0 || asked.includes(name);

await mkdir(FOLDER, { recursive: true });
await mochaGlobalSetup();
for (const [name, scenario] of Object.entries({ ...SCENARIOS, ...SCENARIOS_WITH_RESET, ...UNSETTLED_SCENARIOS })) {
  if (isAsked(name)) await recordScenario(name, scenario);
}
const activities = { notify: () => Promise.resolve(), remindBeforeMs: 3_599_000 };
for (const [name, scenario] of Object.entries(SCENARIOS_WITH_EVENTS)) {
  if (isAsked(name)) await recordScenario(name, scenario, { activities });
}
if (isAsked('recorded')) await recordRecord('recorded', { records: 'required' });
if (isAsked('unrecorded')) await recordRecord('unrecorded', { activities: { records: UNWRITABLE } });
if (isAsked('looked-too-long-ago')) {
  const start: Scenario = async (harness) => harness.start(await harness.addModel({ status: 'RUNNING' }));
  await recordScenario('looked-too-long-ago', start, {
    wrapActivities: (it) => ({ ...it, findModel: async (query) => ({ ...(await it.findModel(query)), readAt: 0 }) }),
  });
}
if (isAsked('restored-and-shown-late')) await recordLateRestore();
await mochaGlobalTeardown();
if (isAsked('trained-for-hours')) await recordTraining();

/** In an account of its own, since some leave a model that runs, and only so many may. */
async function recordScenario(
  name: string,
  scenario: Scenario,
  options: HarnessOptions = {},
): Promise<void> {
  const harness = await startHarness({
    ...options,
    emulator: { durations: { starting: 300, stopping: 300, deleting: 1500 } },
  });
  await record(name, await scenario(harness));
  await harness.close();
}

/** The worker keeps records. The run whose record is refused is cancelled once it has tried again. */
async function recordRecord(name: string, options: HarnessOptions): Promise<void> {
  const harness = await startHarness(options);
  const handle = await harness.start(await harness.addModel({ status: 'STOPPED' }));
  if (name === 'unrecorded') {
    await harness.reaches(handle, 'backingOff');
    await handle.signal('checkNow');
    await eventually(async () => {
      const { events } = await handle.fetchHistory();
      assert.equal(events?.filter((it) => it.activityTaskFailedEventAttributes).length, 2);
    });
    await handle.cancel();
  }
  await record(name, handle);
  await harness.close();
}

/** AWS shows its own changes late. */
async function recordLateRestore(): Promise<void> {
  const late = await startHarness({
    emulator: { readLagMs: 3000, durations: { starting: 300, stopping: 300 } },
  });
  const createdAt = Date.now() - 10_000;
  const projectArn = await late.emulator.addProject({ name: 'late', createdAt });
  const handle = await late.start(await late.addModel({ projectArn, status: 'RUNNING', createdAt }));
  await late.reaches(handle, 'stopping');
  await eventually(() => update(handle, 'restore'));
  await record('restored-and-shown-late', handle);
  await late.close();
}

/** Six hours, cut into periods. */
async function recordTraining(): Promise<void> {
  const { environment, stop } = await startTimeSkipping();
  const emulator = await startEmulator({ clock: () => environment.currentTimeMs() });
  const projectArn = await emulator.addProject({ name: 'shelves' });
  const becomes = [{ afterMs: 6 * 3_600_000, status: 'TRAINING_COMPLETED' }];
  const model = { projectArn, name: 'v1', status: 'TRAINING_IN_PROGRESS', becomes };
  const arn = (await emulator.addModel(model)) as ProjectVersionArn;
  const aws = createAwsClients({ endpoint: emulator.url, credentials: CREDENTIALS });
  const worker = await createTestWorker({
    connection: environment.nativeConnection,
    taskQueue: 'histories',
    workflowBundle: workflowBundle(),
    activities: createTeardownActivities(aws, { clock: () => environment.currentTimeMs() }),
  });
  await worker.runUntil(async () => {
    const workflowId = teardownModelWorkflowId(arn);
    const options = { taskQueue: 'histories', workflowId, args: [arn] };
    await record('trained-for-hours', await environment.client.workflow.start('teardownModel', options));
  });
  await emulator.close();
  await stop();
}

async function record(name: string, handle: WorkflowHandle): Promise<void> {
  await handle.result().catch(() => undefined);
  const history = JSON.parse(historyToJSON(await handle.fetchHistory()), impersonal) as unknown;
  await writeFile(
    new URL(`${name}.json`, FOLDER),
    `${JSON.stringify({ workflowId: handle.workflowId, history }, undefined, 1)}\n`,
  );
  console.log(name);
}

/** Without the name of the machine, and without its paths. */
function impersonal(key: string, value: unknown): unknown {
  if (key === 'identity') return 'worker';
  return key === 'stackTrace' ? '' : value;
}
