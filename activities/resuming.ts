import { activityInfo } from '@temporalio/activity';

/** How old what was read first may get, in milliseconds: decisions are made on it. */
const GOOD_FOR_MS = 300_000;

interface Kept {
  readonly since: number;
  readonly state: unknown;
}

const kept = new Map<string, Kept>();

/**
 * Does work that an activity's next attempt goes on with if this one fails: on the same worker, and not for long.
 *
 * @param question what the work is about, within the activity
 * @param begin the state of work that has not begun
 * @param work changes the state as it goes on
 */
export async function resuming<State, T>(
  question: string,
  begin: () => State,
  work: (state: State) => Promise<T>,
): Promise<T> {
  const { workflowExecution, activityId } = activityInfo();
  const key = `${workflowExecution?.runId} ${activityId} ${question}`;
  const left = kept.get(key);
  kept.delete(key);
  const fresh = left && Date.now() - left.since < GOOD_FOR_MS ? left : undefined;
  const { since, state } = fresh ?? { since: Date.now(), state: begin() };
  try {
    return await work(state as State);
  } catch (error) {
    const now: Kept = { since, state };
    kept.set(key, now);
    setTimeout(() => kept.get(key) === now && kept.delete(key), GOOD_FOR_MS).unref();
    throw error;
  }
}
