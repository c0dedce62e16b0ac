import { CancellationScope, isCancellation, patched, workflowInfo } from '@temporalio/workflow';
import type { Place } from '../../contract/activities.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import type { ChildEnd, ChildToJoin } from '../../contract/child-end.js';
import { actsAsReset, cancelRun, firstStart } from './after-reset.js';
import { ask } from './call-activity.js';
import { canonicalModelId } from './canonical-ids.js';
import { isKept } from './kept-models.js';

const CANCELS_OWN = 'cancels-only-teardowns-of-its-own';
const CANCELS_UNJOINED = 'cancels-teardowns-that-it-has-not-joined';
const FOLLOWS_ENDED = 'follows-ended-teardowns-of-an-earlier-attempt';
const KEEPS_INCOMPLETE = 'keeps-the-end-of-an-incomplete-project';
const FINDS_PROJECT = 'finds-the-project-that-it-handed-over-to';
const AWAITS_END = 'awaits-the-end-of-what-it-cancels';
const CHECKS = 'checks-teardowns-before-it-cancels-them';
const FOLLOWS = 'follows-teardowns-of-an-earlier-attempt';

/**
 * Returns the models whose teardowns this run had started before a reset, and which are still running.
 *
 * @param startedSince the start of this workflow. An earlier one with its ID may have started teardowns that continue without it
 */
export async function startedBefore(
  { accountId, region }: Place,
  startedSince: number | undefined,
): Promise<ReadonlySet<ProjectVersionArn>> {
  if (!actsAsReset(FOLLOWS)) return new Set();
  const { workflowId: parentId } = workflowInfo();
  const summary = 'List the teardowns of an earlier attempt';
  const arns = await ask('findTeardowns', summary, { accountId, region, parentId, startedSince });
  return new Set(arns as readonly ProjectVersionArn[]);
}

/**
 * Returns the workflow ID of the project's run to which this run had handed over before a reset, if that is still running. AWS
 * need not answer for that. Not cancellable, since that run is to be cancelled with this one.
 */
export async function handedOverBefore(): Promise<string | undefined> {
  if (!actsAsReset(FINDS_PROJECT)) return undefined;
  const { workflowId: parentId } = workflowInfo();
  const summary = 'Find the project teardown of an earlier attempt';
  return CancellationScope.nonCancellable(() =>
    ask('findProjectTeardown', summary, { parentId, startedSince: firstStart() }),
  );
}

/**
 * Returns how a teardown stands that this run may have started before a reset, or undefined if somebody else started it. Not
 * cancellable, since a teardown of somebody else must not be cancelled with this run.
 */
export function stateOf(child: ChildToJoin): Promise<ChildEnd | { readonly state: 'running' } | undefined> {
  return CancellationScope.nonCancellable(() =>
    ask('joinTeardown', 'Check who started the teardown', { ...child, wait: false }),
  );
}

/**
 * Returns how a teardown stands that this run started before a reset, if it must not be started again: it is running, or the
 * model, or one of the project, was kept, perhaps by a person.
 */
export async function standsBefore(
  child: Pick<ChildToJoin, 'workflowId' | 'whole'>,
): ReturnType<typeof stateOf> {
  if (!actsAsReset(FOLLOWS_ENDED)) return undefined;
  const { workflowId: parentId, startTime } = workflowInfo();
  const now = await stateOf({ ...child, parentId, startedSince: startTime.getTime() });
  return now !== undefined && (now.state === 'running' || isKept(now) || keptSome(now)) ? now : undefined;
}

/** Returns whether a project was kept because of some of its models. Earlier versions started its teardown again. */
function keptSome({ state }: { readonly state: string }): boolean {
  return state === 'incomplete' && patched(KEEPS_INCOMPLETE);
}

/** Cancels the teardowns that this run started before a reset. For a run that ends, and may not have joined them yet. */
export async function cancelStartedBefore(place: Place, startedSince: number | undefined): Promise<void> {
  if (!actsAsReset(CANCELS_UNJOINED)) return;
  await cancelModels([...(await startedBefore(place, startedSince))], startedSince);
}

/** Cancels teardowns of models that this run started before a reset. Lists of them lag behind. */
export async function cancelModels(
  arns: readonly ProjectVersionArn[],
  startedSince: number | undefined,
): Promise<void> {
  const checks = arns.length > 0 && patched(CHECKS);
  const { workflowId: parentId } = workflowInfo();
  const cancel = (workflowId: string) =>
    checks ? cancelOwn({ workflowId, parentId, startedSince }) : cancelRun(workflowId);
  await Promise.all(arns.map((arn) => cancel(canonicalModelId(arn))));
}

/**
 * Returns how a teardown ended that this run started before a reset, or undefined if somebody else started it. Cancels the
 * teardown if this run is cancelled, and waits for its end: one that has sent Delete ends only when AWS has confirmed that.
 */
export async function endOf(child: ChildToJoin): Promise<ChildEnd | undefined> {
  try {
    return await untilItEnds(child, 'Wait for a teardown of an earlier attempt');
  } catch (error) {
    if (!isCancellation(error)) throw error;
    const end = await CancellationScope.nonCancellable(() => endOfCancelled(child));
    if (end === undefined) throw error;
    return end;
  }
}

async function untilItEnds(child: ChildToJoin, summary: string): Promise<ChildEnd | undefined> {
  const end = await ask('joinTeardown', summary, child);
  return end?.state === 'running' ? undefined : end;
}

/** Cancels a teardown, and returns how it ended if it was this run's own. Earlier versions did not wait for that. */
async function endOfCancelled(child: ChildToJoin): Promise<ChildEnd | undefined> {
  if (!patched(CANCELS_OWN)) {
    await cancelRun(child.workflowId);
    return undefined;
  }
  const isCancelled = await cancelOwn(child);
  if (!isCancelled || !patched(AWAITS_END)) return undefined;
  return untilItEnds(child, 'Wait for the cancelled teardown to end');
}

/**
 * Returns whether it was running. Its own may have ended since the last poll, and somebody else may have started another one
 * with its workflow ID.
 */
async function cancelOwn(child: ChildToJoin): Promise<boolean> {
  const now = await stateOf(child);
  const isRunning = now?.state === 'running';
  if (isRunning) await cancelRun(child.workflowId);
  return isRunning;
}
