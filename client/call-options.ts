import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Connection, ConnectionLike } from '@temporalio/client';

/** Options of calls that wait for Temporal. */
export interface CallOptions {
  /**
   * Ends the call, which then rejects with the reason of the signal. A teardown that was started continues, and a decision
   * that was sent may still be carried out. For a time limit, pass `AbortSignal.timeout(60_000)`.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Aborted when a client closes its connection. A call that the SDK then retries would end the process. */
const closings = new WeakMap<ConnectionLike, AbortController>();

/** The signal of the call that contains other calls. */
const around = new AsyncLocalStorage<AbortSignal>();

/** A client of Temporal, or a part of it such as its schedules. */
type Calling = Pick<Client, 'connection' | 'withAbortSignal'>;

/** Ends the calls to Temporal that are under way, and those that begin later. */
export function endCalls({ connection }: Calling): void {
  closingOf(connection).abort(
    new Error('This client was closed before Temporal answered. A teardown that runs continues.'),
  );
}

function closingOf(connection: ConnectionLike): AbortController {
  const closing = closings.get(connection) ?? new AbortController();
  closings.set(connection, closing);
  return closing;
}

/**
 * Makes calls to Temporal that the signal ends, or the end of the client's connection.
 *
 * @param call receives a signal that either of them aborts
 */
export async function abortable<T>(
  temporal: Calling,
  { signal: given }: CallOptions,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signals = [given, closingOf(temporal.connection).signal, around.getStore()];
  const signal = AbortSignal.any(signals.filter((it) => it !== undefined));
  signal.throwIfAborted();
  // The SDK (1.24) never removes its listener. On a signal that depends on others, it would keep the call in memory.
  const own = new AbortController();
  // Each call to Temporal adds one. Node.js would warn of the eleventh.
  setMaxListeners(0, own.signal);
  const ended = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const end = () => {
      own.abort(signal.reason);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', end, { signal: ended.signal });
  });
  try {
    const called = around.run(own.signal, () => temporal.withAbortSignal(own.signal, () => call(own.signal)));
    // The SDK cancels the call in flight, but not one that begins after the signal was aborted.
    return await Promise.race([called, aborted]);
  } finally {
    ended.abort();
  }
}

/** Returns whether a deadline of the caller has passed, which ends every call (`Connection.withDeadline`). */
export function isPastDeadline({ connection }: Calling): boolean {
  const { callContextStorage } = connection as Partial<Connection>;
  const deadline = callContextStorage?.getStore()?.deadline;
  return deadline !== undefined && Number(deadline) <= Date.now();
}

/** Waits between calls of an `abortable` one, which ends the wait too. */
export async function abortableSleep(ms: number): Promise<void> {
  await sleep(ms, undefined, { signal: around.getStore() });
}

/** Reads a list from Temporal until the end of the client's connection ends it. */
export async function* abortableEach<T>(temporal: Calling, list: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    for (;;) {
      const next = await abortable(temporal, {}, () => list.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await list.return(undefined);
  }
}
