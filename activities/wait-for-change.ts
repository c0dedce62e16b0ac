import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { NOT_YET, type Wait } from '../contract/activities.js';
import { shortName } from '../contract/arn.js';
import { inWords } from '../contract/duration.js';
import type { Sighting } from '../contract/model.js';
import { describeModel } from './describe-model.js';
import type { pollInterval } from './poll-interval.js';

/** How long a read may show the status from before our own call, in milliseconds. */
export const READ_LAG_MS = 60_000;
const LONGEST_DELAY_AFTER_ERROR_MS = 60_000;

/**
 * One look of a wait. Where nothing has changed it fails with a benign failure that says when to look again:
 * Temporal's server keeps the delay, so history does not grow with the polls and no worker slot is held.
 *
 * Times are the server's, so that a wait is paced the same whatever worker's clock runs its attempts.
 */
export async function waitForChange(
  client: RekognitionClient,
  wait: Wait,
  interval: typeof pollInterval,
): Promise<Sighting> {
  const { scheduledTimestampMs: began, currentAttemptScheduledTimestampMs: now } = activityInfo();
  const { waitingFor, createdAt } = wait;
  const paced = waitingFor === 'trained' || waitingFor === 'copied';
  const changeBegan = paced && createdAt !== undefined ? Date.parse(createdAt) : began;
  const delay = interval(waitingFor, Math.max(0, now - changeBegan));

  const retryDelayMs = Math.min(delay, LONGEST_DELAY_AFTER_ERROR_MS);
  const sighting = await describeModel(client, wait, { retryDelayMs });
  if (!sighting.found || hasChanged(wait, sighting.model.status, now - began)) return sighting;
  throw ApplicationFailure.create({
    type: NOT_YET,
    message: `${shortName(wait.projectVersionArn)} is still ${sighting.model.status}; next look in ${inWords(delay)}`,
    nextRetryDelay: delay,
    category: 'BENIGN',
  });
}

/** A read that still shows the status from before our own call is taken for a late one, but not for ever. */
export function hasChanged({ status, statusBefore }: Wait, seen: string, waitedMs: number): boolean {
  return seen !== status && !(seen === statusBefore && waitedMs < READ_LAG_MS);
}
