import { activityInfo } from '@temporalio/activity';

/** Maximum age of the first data read, in milliseconds, since decisions depend on it. */
const GOOD_FOR_MS = 300_000;

interface Kept {
  readonly since: number;
  readonly state: unknown;
}

const kept = new Map<string, Kept>();

/**
 * Does work that the next attempt of the activity resumes if this one fails, on the same worker and for a short time.
 *
 * @param question identifies the work within the activity
 * @param begin returns the initial state
 * @param work updates the state as it proceeds
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
  const fresh = left && Math.abs(Date.now() - left.since) < GOOD_FOR_MS ? left : undefined;
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
