import { activityInfo, Context, getClient } from '@temporalio/activity';

/**
 * How old the server's word may be when a change is sent, in milliseconds. With the ten seconds after which a request is
 * cut off, it makes the heartbeat time-out that an activity has: until then, no other worker is given the activity.
 */
const GOOD_FOR_MS = 5_000;

/** A change that was not sent, because another attempt may send it. */
export class Unsent extends Error {
  override readonly name = 'Unsent';
}

/** Each returns milliseconds, and only their differences count. */
export interface Clocks {
  /** Goes on while the machine is suspended, but may be set. */
  readonly wall: () => number;
  /** Is never set, but stands still while the machine is suspended. */
  readonly monotonic: () => number;
}

const CLOCKS: Clocks = { wall: () => Date.now(), monotonic: () => performance.now() };

/**
 * Makes sure, right before a change is sent, that this attempt still is the activity's: a worker that was suspended, or
 * cut off from the server, may hold attempts that other workers have long taken over, and those of runs that have ended.
 *
 * @param confirm resolves when the server says that the attempt goes on; default: a heartbeat that is answered
 * @throws Unsent if the server does not say so, or said so too long ago by either clock
 */
export async function checkOwned(
  confirm: () => Promise<void> = answeredHeartbeat,
  { wall, monotonic }: Clocks = CLOCKS,
): Promise<void> {
  const [wallBefore, monotonicBefore] = [wall(), monotonic()];
  try {
    await confirm();
  } catch (error) {
    Context.current().cancellationSignal.throwIfAborted();
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Unsent(
      `Temporal did not confirm that this attempt still goes on (${said}), so nothing was sent`,
    );
  }
  const elapsed = Math.max(Math.abs(wall() - wallBefore), monotonic() - monotonicBefore);
  if (elapsed > GOOD_FOR_MS) {
    throw new Unsent(`this worker stood still for ${Math.round(elapsed / 1000)} s, so nothing was sent`);
  }
}

/** The SDK's own heartbeats are not answered, and most of them are not sent at once. */
async function answeredHeartbeat(): Promise<void> {
  const { isLocal, taskToken, ...info } = activityInfo();
  if (isLocal) throw new Error('a local activity has no heartbeat');
  const client = getClient();
  await client.withDeadline(Date.now() + GOOD_FOR_MS, () =>
    client.activity.heartbeat(taskToken, info.heartbeatDetails as unknown),
  );
}
