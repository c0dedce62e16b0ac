import {
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  getExternalWorkflowHandle,
  TemporalFailure,
  workflowInfo,
  type ChildWorkflowHandle,
  type Workflow,
  type WorkflowResultType,
} from '@temporalio/workflow';
import type { ChildEnd, ChildToJoin } from '../../contract/child-end.js';
import { actsAsReset, firstStart } from './after-reset.js';
import { alreadyRunning, startCanonical, type CanonicalChild } from './canonical-child.js';
import { endOf, standsBefore, stateOf } from './joining.js';
import { passSignalsOn, type Signalled } from './operator-signals.js';
import { expiry } from './workflow-timeout.js';

const JOINS = 'joins-what-it-handed-over-to';
const SIGNALS = 'signals-children-after-a-reset';

type Result<T extends Workflow> = Awaited<WorkflowResultType<T>>;

/**
 * Starts the run that does the work and returns its result. Ends as that run ends, and has the time that this run has. A run that was reset joins
 * the run that it has started before.
 */
export async function handOverTo<T extends Workflow>(canonical: CanonicalChild<T>): Promise<Result<T>> {
  const before = await standsBefore({ workflowId: canonical.workflowId, whole: true });
  if (before) return joined(canonical, before);
  // The other run does not know of this one's time-out, and this one only waits for it.
  const endsAt = expiry();
  const time = endsAt === undefined ? {} : { timeoutMs: Math.max(1, endsAt - Date.now()) };
  const child = await startCanonical({ ...canonical, ...time }).catch((error: unknown) => {
    const isRunning = error instanceof ApplicationFailure && error.type === 'AlreadyInProgress';
    if (isRunning && actsAsReset(JOINS)) return error;
    throw error;
  });
  if (child instanceof ApplicationFailure) {
    const now = await stateOf(ownChild(canonical.workflowId));
    if (now === undefined) throw child;
    return joined(canonical, now);
  }
  passSignalsOn(reachable(child));
  try {
    return await child.result();
  } catch (error) {
    // Whatever the other run ended with: also that somebody cancelled or terminated it.
    if (error instanceof ChildWorkflowFailure && error.cause instanceof TemporalFailure) throw error.cause;
    throw error;
  }
}

/** Returns the result of a run to which this one had handed over before a reset, or undefined if somebody else started another. */
export async function resultOfEarlier<T extends Workflow>(
  workflowId: string,
): Promise<Result<T> | undefined> {
  passSignalsOn(getExternalWorkflowHandle(workflowId));
  const end = await endOf(ownChild(workflowId));
  return end && (resultOf(end) as Result<T>);
}

/** Temporal refuses signals to a child that the run has started before its reset, as it refuses to cancel it. */
function reachable<T extends Workflow>(child: ChildWorkflowHandle<T>): Signalled {
  const { workflowId } = child;
  return {
    workflowId,
    signal: (...args) =>
      child.signal(...args).catch((error: unknown) => {
        if (!actsAsReset(SIGNALS)) throw error;
        return getExternalWorkflowHandle(workflowId).signal(...args);
      }),
  };
}

function ownChild(workflowId: string): ChildToJoin {
  return { workflowId, parentId: workflowInfo().workflowId, startedSince: firstStart(), whole: true };
}

/** @throws ApplicationFailure `AlreadyInProgress` if somebody else has started another run meanwhile */
async function joined<T extends Workflow>(
  { arn, workflowId }: CanonicalChild<T>,
  now: NonNullable<Awaited<ReturnType<typeof stateOf>>>,
): Promise<Result<T>> {
  passSignalsOn(getExternalWorkflowHandle(workflowId));
  const end = now.state === 'running' ? await endOf(ownChild(workflowId)) : now;
  if (end === undefined) throw alreadyRunning(arn, workflowId);
  return resultOf(end) as Result<T>;
}

/** @throws the failure of the other run, or that it was cancelled */
function resultOf(end: ChildEnd): unknown {
  if ('failure' in end) throw ApplicationFailure.nonRetryable(end.failure.message, end.failure.type);
  if (end.state === 'cancelled') throw new CancelledFailure('The teardown was cancelled.');
  return end.result;
}
