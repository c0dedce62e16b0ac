import { activityInfo, Context, getClient } from '@temporalio/activity';
import { inWords } from './errors.js';
import { stillKept } from './kept-between-attempts.js';

/**
 * Maximum age of the server's confirmation when a change is sent, in milliseconds. Together with the request timeout of
 * ten seconds it equals the heartbeat timeout, until which no other worker gets the activity.
 */
const GOOD_FOR_MS = 5_000;

/** Thrown if a change is not sent because another attempt may send it. */
export class Unsent extends Error {
  override readonly name = 'Unsent';
}

/** Clocks that return milliseconds, of which only differences are used. */
export interface Clocks {
  /** Keeps running while the machine is suspended, but can be set. */
  readonly wall: () => number;
  /** Can't be set, but stops while the machine is suspended. */
  readonly monotonic: () => number;
}

const CLOCKS: Clocks = { wall: () => Date.now(), monotonic: () => performance.now() };

/**
 * Verifies, right before a change is sent, that this attempt is still current. A worker that was suspended, or
 * disconnected from the server, may hold attempts that other workers have taken over, or whose runs have ended.
 *
 * @param confirm resolves when the server confirms the attempt; default: a heartbeat that is answered
 * @throws Unsent if the server does not confirm it, or if the confirmation is too old by either clock
 */
export async function checkOwned(
  confirm: () => Promise<void> = answeredHeartbeat,
  { wall, monotonic }: Clocks = CLOCKS,
): Promise<void> {
  const [wallBefore, monotonicBefore] = [wall(), monotonic()];
  await askTemporal(confirm, 'confirm that this attempt is still current');
  const elapsed = Math.max(Math.abs(wall() - wallBefore), monotonic() - monotonicBefore);
  if (elapsed > GOOD_FOR_MS) {
    throw new Unsent(
      `this worker was suspended or blocked for ${Math.round(elapsed / 1000)} s, so no request was sent`,
    );
  }
}

/**
 * Returns what Temporal answers before a change is sent.
 *
 * @param asked what Temporal was asked to do, for the message
 * @throws Unsent if it does not answer
 */
export async function askTemporal<T>(ask: () => Promise<T>, asked: string): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    Context.current().cancellationSignal.throwIfAborted();
    throw new Unsent(`Temporal did not ${asked} (${inWords(error)}), so no request was sent`);
  }
}

/** Sends a heartbeat and waits for the answer. The SDK's own heartbeats are throttled and not awaited. */
async function answeredHeartbeat(): Promise<void> {
  const { taskToken } = activityInfo();
  const client = getClient();
  await client.withDeadline(Date.now() + GOOD_FOR_MS, () =>
    client.activity.heartbeat(taskToken, stillKept()),
  );
}
