import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';
import { TeardownClient, TeardownError } from '../../client/index.js';
import type { Deed } from './people.js';
import { patiently, type Calm, type Chain } from './run-chain.js';
import type { OperatorsAct } from './scenario.js';

const ACTIVITY_PAUSED_MS = 4_000;
/** Long enough for whatever a worker still does for a run that is no more to be seen. */
const GAP_MS = 9_000;
const REASON = 'chaos';
const namespace = 'default';

export interface Operated {
  readonly client: Client;
  readonly chain: Chain;
  readonly calm: Calm;
  /** Of the only model; undefined if it is the teardown of a project. */
  readonly arn: string | undefined;
  readonly over: AbortSignal;
  /** Starts the teardown again on the same terms, and returns the id of its run. */
  readonly start: () => Promise<string>;
}

/** Carries out what operators do; undefined if there was nothing to do it to. */
export async function operate(what: OperatorsAct, it: Operated): Promise<Deed | undefined> {
  switch (what) {
    case 'reset':
      return replaced(it, () => reset(it));
    case 'terminate':
      return replaced(it, () => terminate(it));
    case 'pauseActivity':
      return pauseActivity(it);
    case 'askOtherwise':
      return askOtherwise(it);
    default:
      return what satisfies never;
  }
}

async function replaced(
  { chain }: Operated,
  replace: () => Promise<{ readonly runId: string; readonly closedAt: number } | undefined>,
): Promise<Deed | undefined> {
  const done = replace();
  chain.replaced = done.catch(() => undefined);
  const replacement = await done.finally(() => (chain.replaced = undefined));
  if (replacement === undefined) return undefined;
  return { from: replacement.closedAt, to: Date.now() };
}

/** As `temporal workflow reset --type FirstWorkflowTask` does. */
async function reset(it: Operated) {
  const { client, chain, calm } = it;
  const { workflowId } = chain;
  const newest = client.workflow.getHandle(workflowId);
  const { runId, status } = await patiently(() => newest.describe(), calm);
  if (status.name !== 'RUNNING') return undefined;
  const first = await firstTask(client.workflow.getHandle(workflowId, runId), it);
  if (!first) return undefined;
  const request = {
    namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: first.eventId ?? null,
    // The same for all attempts, so that there is one reset.
    requestId: randomUUID(),
    reason: REASON,
  };
  const answer = await patiently(() => client.workflowService.resetWorkflowExecution(request), calm);
  chain.runId = answer.runId;
  return { runId: answer.runId, closedAt: Date.now() };
}

/** Waits until a worker has done the run's first workflow task. */
async function firstTask(handle: WorkflowHandle, { calm, over }: Operated) {
  while (!over.aborted) {
    const { events } = await patiently(() => handle.fetchHistory(), calm);
    const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
    if (first) return first;
    await sleep(500);
  }
  return undefined;
}

async function terminate({ client, chain, calm, start }: Operated) {
  const { runId, status } = await patiently(
    () => client.workflow.getHandle(chain.workflowId).describe(),
    calm,
  );
  if (status.name !== 'RUNNING') return undefined;
  const handle = client.workflow.getHandle(chain.workflowId, runId);
  await patiently(() => handle.terminate(REASON).catch(unlessNotFound), calm);
  const { status: last, closeTime } = await patiently(() => handle.describe(), calm);
  // It has ended, or continued as new, before.
  if (last.name !== 'TERMINATED' || !closeTime) return undefined;
  await sleep(GAP_MS);
  const again = await start();
  chain.runId = again;
  return { runId: again, closedAt: closeTime.getTime() };
}

async function pauseActivity({ client, chain, calm, over }: Operated): Promise<Deed | undefined> {
  const { workflowId } = chain;
  const from = Date.now();
  const id = await pendingActivity(client.workflow.getHandle(workflowId), over);
  if (id === undefined) return undefined;
  const request = { namespace, execution: { workflowId }, identity: REASON, reason: REASON, id };
  await patiently(() => client.workflowService.pauseActivity(request).catch(unlessGone), calm);
  await sleep(ACTIVITY_PAUSED_MS);
  await patiently(() => client.workflowService.unpauseActivity(request).catch(unlessGone), calm);
  return { from, to: Date.now() };
}

async function pendingActivity(handle: WorkflowHandle, over: AbortSignal): Promise<string | undefined> {
  while (!over.aborted) {
    const { raw } = (await handle.describe().catch(() => undefined)) ?? {};
    const id = raw?.pendingActivities?.[0]?.activityId;
    if (id) return id;
    await sleep(200);
  }
  return undefined;
}

/** On terms that change nothing, should the teardown have ended meanwhile. */
async function askOtherwise({ client, arn, over }: Operated): Promise<Deed | undefined> {
  if (arn === undefined) return undefined;
  const teardowns = new TeardownClient(client, { taskQueue: 'chaos' });
  const from = Date.now();
  try {
    const { joined } = await teardowns.start({
      projectVersionArn: arn,
      approval: { required: true, timeout: '1s' },
      protectTag: 'somebody=else',
    });
    if (!joined || over.aborted) return undefined;
    return { from, to: Date.now(), wrong: 'asked for on other terms, and joined without a word' };
  } catch (error) {
    if (!(error instanceof TeardownError) || error.type !== 'AlreadyInProgress') return undefined;
    return { from, to: Date.now() };
  }
}

function unlessNotFound(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

/** The run, or the activity, has ended. */
function unlessGone(error: unknown): void {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code !== NOT_FOUND && code !== INVALID_ARGUMENT) throw error;
}
const [INVALID_ARGUMENT, NOT_FOUND] = [3, 5];
