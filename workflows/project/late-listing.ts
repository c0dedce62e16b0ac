import type { ListedModel } from '../../contract/activities.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import type { ModelRow } from '../../contract/project/result.js';
import { isKept } from '../shared/kept-models.js';
import { backedOff } from '../shared/trouble.js';
import type { LocatedRequest, ProjectMemory } from './state.js';

/** Returns the models that their teardowns have found gone. */
export function goneIn(rows: readonly ModelRow[]): ReadonlySet<ProjectVersionArn> {
  const gone = rows.filter(({ state }) => state === 'deleted' || state === 'alreadyGone');
  return new Set(gone.map((row) => row.projectVersionArn));
}

/** How often a listing is read again, at growing intervals: for about as long as reads of AWS may be late. */
const MOST_LATE_LISTINGS = 5;

/** Returns the models that the project keeps, so that their teardowns are not tried again. */
export function triedIn(rows: readonly ModelRow[]): ReadonlySet<ProjectVersionArn> {
  return new Set(rows.filter(isKept).map((row) => row.projectVersionArn));
}

/**
 * Returns whether a listing shows models whose teardowns have found them gone, and nothing else to do: it is late, since no ARN
 * comes back. If it stays so, they are torn down again.
 *
 * @param isMended whether to count models that are kept, which earlier versions did not. Asked only if there are some
 */
export function isListedLate(
  { dryRun }: LocatedRequest,
  { rows, refusals }: ProjectMemory,
  models: readonly ListedModel[],
  isMended: () => boolean,
): boolean {
  if (dryRun || refusals >= MOST_LATE_LISTINGS) return false;
  const [gone, tried] = [goneIn(rows), triedIn(rows)];
  const others = models.filter(({ projectVersionArn }) => !gone.has(projectVersionArn));
  if (others.length === models.length) return false;
  return others.length === 0 || (others.every((it) => tried.has(it.projectVersionArn)) && isMended());
}

/** Returns the memory with a back-off, until the listing is read again. */
export function waitsForListing(memory: ProjectMemory, now: number): ProjectMemory {
  const trouble = { action: 'rekognition:DescribeProjectVersions', reason: 'Vanished' } as const;
  return backedOff({ ...memory, seen: undefined }, 'AWS to stop listing models that are gone', trouble, now);
}
