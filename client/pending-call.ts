import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { decoded } from '../codec/request-of-run.js';
import { NOT_YET, type ModelActivities, type SweepActivities } from '../contract/activities.js';

/** The pending AWS call of a running teardown, from the Temporal server. */
export interface PendingCall {
  readonly activity: string;
  /** The workflow ID of the run. */
  readonly workflowId: string;
  readonly activityId: string;
  /** Whether an operator has paused the activity (`temporal activity pause`), so that no further attempt is made. */
  readonly paused: boolean;
  /** The number of the current or next attempt. */
  readonly attempt: number;
  /** The outcome of the last attempt in one sentence: the error from AWS, or the unchanged status. */
  readonly lastTry: string | undefined;
  /** Whether the last attempt failed with an error. */
  readonly failing: boolean;
  /** ISO 8601 UTC. */
  readonly nextAttemptAt: string | undefined;
}

/** Activities that call other systems: receivers of events, and Temporal. They may be pending beside an AWS call. */
const NOT_OF_AWS: readonly (keyof ModelActivities | keyof SweepActivities)[] = [
  'notify',
  'joinTeardown',
  'findTeardowns',
  'findProjectTeardown',
];

/** Returns the pending AWS call of a run, if there is one. */
export async function pendingCallOf(
  client: Client,
  { workflowId, raw }: WorkflowExecutionDescription,
): Promise<PendingCall | undefined> {
  const isOfAws = (type: string) => !NOT_OF_AWS.some((other) => other === type);
  const pending = raw.pendingActivities?.find(({ activityType }) => isOfAws(activityType?.name ?? ''));
  if (!pending) return undefined;
  const failure = pending.lastFailure ?? undefined;
  const at = pending.nextAttemptScheduleTime?.seconds;
  return {
    activity: pending.activityType?.name ?? '',
    workflowId,
    activityId: pending.activityId ?? '',
    paused: pending.paused ?? false,
    attempt: pending.attempt ?? 1,
    lastTry: await messageOf(client, failure),
    failing: failure !== undefined && failure.applicationFailureInfo?.type !== NOT_YET,
    nextAttemptAt: at ? new Date(Number(at) * 1000).toISOString() : undefined,
  };
}

/** A worker that encrypts payloads moves the message into an encrypted payload. */
async function messageOf(
  { options }: Client,
  failure: temporal.api.failure.v1.IFailure | undefined,
): Promise<string | undefined> {
  const { encodedAttributes, message } = failure ?? {};
  if (!encodedAttributes) return message ?? undefined;
  const attributes = await decoded(options.loadedDataConverter, encodedAttributes);
  return (attributes as { readonly message?: string } | undefined)?.message;
}
