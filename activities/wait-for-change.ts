import { activityInfo } from '@temporalio/activity';
import { mayBeLate, type Wait } from '../contract/activities.js';
import { shortName } from '../contract/arn.js';
import type { Sighting } from '../contract/model.js';
import type { AwsAccess } from './aws-access.js';
import type { WaitingModels } from './metrics.js';
import { keepBetweenAttempts, keptBetweenAttempts } from './kept-between-attempts.js';
import { notYet } from './not-yet.js';
import { sharedMoments, type Due, type pollInterval } from './poll-interval.js';
import type { ProjectWatch } from './project-watch.js';

const LONGEST_DELAY_AFTER_ERROR_MS = 60_000;

export interface Pace {
  readonly interval: typeof pollInterval;
  readonly clock?: () => Promise<number>;
}

/** What a worker knows of all models that it waits for. */
export interface Watching {
  readonly watch: ProjectWatch;
  readonly waiting: WaitingModels;
}

/**
 * One look of a wait. Where nothing has changed it fails with `notYet`, which says when to look again.
 *
 * Times are the server's, so that a wait is paced the same whatever worker's clock runs its attempts.
 */
export async function waitForChange(
  aws: AwsAccess,
  { watch, waiting }: Watching,
  wait: Wait,
  { interval, clock }: Pace,
): Promise<Sighting> {
  const { attempt, scheduledTimestampMs: began, currentAttemptScheduledTimestampMs } = activityInfo();
  const { isShown = false } = keptBetweenAttempts<Shown>();
  const now = clock ? await clock() : currentAttemptScheduledTimestampMs;
  const { last, next } = due(wait, began, now, interval);
  waiting.expect(wait.projectVersionArn, wait.waitingFor, next - now);
  // The workflow has just looked by itself, and those who begin to wait at different moments share the next look.
  if (attempt === 1) throw notYet(still(wait, wait.status), next - now);

  const sighting = await watch.look(aws, wait, {
    dueAt: now,
    // What AWS was asked before is of no use, since our own call may have changed it; and of an older answer, the
    // next look could come later than the interval allows.
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
  /** A look has shown the status that the wait began with. Until then, only AWS's answer to a call may have named it. */
  readonly isShown: boolean;
}

/** AWS lets few models train at a time, so that those need not share their looks, and keep their own intervals. */
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
