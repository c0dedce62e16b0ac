import type { Place } from '../../contract/activities.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { actsAsReset } from './after-reset.js';
import { canonicalModelId } from './canonical-ids.js';
import { cancelModels, startedBefore } from './joining.js';
import type { AbruptEnd, RunMemory } from './run-state.js';

const OBEYS = 'obeys-a-rejection-after-a-reset-at-once';

/**
 * Returns whether this run ends at once when it is rejected. Teardowns that it had started before a reset may be running, which
 * it may not have seen yet, and which go on to Delete. Ask it only of a run that was rejected.
 */
export function endsAtOnce(): boolean {
  return actsAsReset(OBEYS);
}

interface Begun extends Pick<RunMemory, 'firstStart'> {
  readonly rows: readonly { readonly projectVersionArn: ProjectVersionArn; readonly state: string }[];
}

/**
 * Returns how a run ends that was rejected, if teardowns from before a reset are running: not as rejected, since they have
 * begun. Cancels them, unless they continue without it.
 */
export async function endOfRejected(
  place: Place,
  { rows, firstStart }: Begun,
  continueWithoutIt: boolean,
): Promise<AbruptEnd | undefined> {
  if (!endsAtOnce()) return undefined;
  const known = rows.filter(({ state }) => state === 'running');
  const running = known.map(({ projectVersionArn }) => projectVersionArn);
  const arns = [...new Set([...running, ...(await startedBefore(place, firstStart))])];
  if (arns.length === 0) return undefined;
  const shown = inWords(arns.map((arn) => canonicalModelId(arn)));
  if (continueWithoutIt) {
    const message = `The rejection came after teardowns had been started, which continue on their own: ${shown}. No others are started. Cancel them to keep their models.`;
    return { ask: 'fail', type: 'AlreadyInProgress', message };
  }
  await cancelModels(arns, firstStart);
  return {
    ask: 'cancel',
    why: `The rejection cancelled teardowns that were running: ${shown}. Their results show what was stopped or deleted before that.`,
  };
}

const MOST_SHOWN = 20;

function inWords(workflowIds: readonly string[]): string {
  const more = workflowIds.length - MOST_SHOWN;
  return [...workflowIds.slice(0, MOST_SHOWN), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
