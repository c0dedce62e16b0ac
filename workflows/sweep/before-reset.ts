// What a sweep does about teardowns that it had started before a reset. With a grace period, they continue without their sweep.
import type { ProjectVersionArn } from '../../contract/arn.js';
import type { SweepRequest } from '../../contract/sweep/request.js';
import { cancelStartedBefore, startedBefore } from '../shared/joining.js';
import { endOfRejected } from '../shared/rejection.js';
import type { SweepMemory } from './state.js';

type Rules = Pick<SweepRequest, 'accountId' | 'region' | 'dryRun' | 'gracePeriod'>;

/** Returns the models whose teardowns are running, and for which the sweep waits. */
export async function joinable(
  { accountId, region, gracePeriod }: Rules,
  { firstStart }: SweepMemory,
): Promise<ReadonlySet<ProjectVersionArn>> {
  return gracePeriod === undefined ? startedBefore({ accountId, region }, firstStart) : new Set();
}

/** Cancels them, for a sweep that ends with a failure or as cancelled. */
export async function cancelJoinable(
  { accountId, region, dryRun, gracePeriod }: Rules,
  { firstStart }: SweepMemory,
): Promise<void> {
  if (!dryRun && gracePeriod === undefined) await cancelStartedBefore({ accountId, region }, firstStart);
}

/** Returns how a sweep ends that was rejected, if teardowns are running. */
export async function endIfBegun(
  { accountId, region, gracePeriod }: Rules,
  memory: SweepMemory,
): ReturnType<typeof endOfRejected> {
  const abandons = gracePeriod !== undefined;
  // Once it has asked, its rows show the teardowns that continue.
  if (abandons && memory.approvalUntil !== undefined) return undefined;
  return endOfRejected({ accountId, region }, memory, abandons);
}
