import { activityInfo } from '@temporalio/activity';
import { mayBeLate, type Asked, type Basis, type Wait } from '../../contract/activities.js';
import { shortName } from '../../contract/arn.js';
import type { Sighting } from '../../contract/model/description.js';
import type { AwsAccess } from '../aws/access.js';
import { keepBetweenAttempts, keptBetweenAttempts } from '../aws/kept-between-attempts.js';
import type { WaitingModels } from '../aws/metrics.js';
import { notYet } from '../shared/not-yet.js';
import { sharedMoments, type Due, type pollInterval } from '../shared/poll-interval.js';
import type { ProjectWatch } from './shared-polls.js';

const LONGEST_DELAY_AFTER_ERROR_MS = 60_000;

export interface PollPace {
  readonly interval: typeof pollInterval;
  readonly clock?: () => Promise<number>;
}

/** State that a worker shares between the models it polls. */
export interface Watching {
  readonly watch: ProjectWatch;
  readonly waiting: WaitingModels;
}

/**
 * Polls a model once. If nothing has changed, it fails with `notYet`, which sets the delay until the next poll.
 *
 * Uses the server's time, so that the pace does not depend on the clocks of the workers.
 */
export async function waitForChange(
  aws: AwsAccess,
  { watch, waiting }: Watching,
  wait: Wait,
  { interval, clock }: PollPace,
): Promise<Sighting & Basis & Asked> {
  const { attempt, scheduledTimestampMs: began, currentAttemptScheduledTimestampMs } = activityInfo();
  const { isShown = false } = keptBetweenAttempts<Shown>();
  const now = clock ? await clock() : currentAttemptScheduledTimestampMs;
  const { last, next } = due(wait, began, now, interval);
  waiting.expect(wait.projectVersionArn, wait.waitingFor, next - now);
  // The workflow has just described the model, and waits that begin at different times share the next poll.
  if (attempt === 1) throw notYet(still(wait, wait.status), next - now);

  const sighting = await watch.look(aws, wait, {
    dueAt: now,
    // Earlier answers of AWS are not used, since our own call may have changed the model, and with an older answer the
    // next poll could be later than the interval allows.
    notBefore: Math.max(began, last),
    againInMs: next - now,
    retryDelayMs: Math.min(next - now, LONGEST_DELAY_AFTER_ERROR_MS),
  });
  if (!sighting.found || hasChanged(wait, sighting.model.status, now - began)) {
    waiting.ended(wait.projectVersionArn);
    return sighting.found && isShown ? { ...sighting, shownBefore: wait.status } : sighting;
  }
  if (!isShown && sighting.model.status === wait.status)
    keepBetweenAttempts({ isShown: true } satisfies Shown);
  throw notYet(still(wait, sighting.model.status), next - now);
}

interface Shown {
  /** Whether a poll has returned the initial status of the wait, which may come only from AWS's answer to a call. */
  readonly isShown: boolean;
}

/** Returns when to poll. Few models train at a time, so training and copying models have their own intervals. */
function due(
  { waitingFor, createdAt, projectArn }: Wait,
  began: number,
  now: number,
  interval: typeof pollInterval,
): Due {
  if (waitingFor !== 'trained' && waitingFor !== 'copied') {
    return sharedMoments(interval(waitingFor, now - began), projectArn, now);
  }
  const changeBegan = createdAt === undefined ? began : Date.parse(createdAt);
  return { last: now, next: now + interval(waitingFor, Math.max(0, now - changeBegan)) };
}

function still({ projectVersionArn }: Wait, status: string): string {
  return `${shortName(projectVersionArn)} is still ${status}`;
}

function hasChanged({ status, statusBefore }: Wait, seen: string, waitedMs: number): boolean {
  return seen !== status && !mayBeLate(seen, statusBefore, waitedMs);
}
