import type { Client } from '@temporalio/client';

/** Options of calls that wait for Temporal. */
export interface CallOptions {
  /**
   * Ends the call, which then rejects with the reason of the signal. A teardown that was started continues, and a decision
   * that was sent may still be carried out. For a time limit, pass `AbortSignal.timeout(60_000)`.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Aborted when a client closes its connection. A call that the SDK then retries would end the process. */
const closings = new WeakMap<Client, AbortController>();

/** Ends the calls to Temporal that are under way, and those that begin later. */
export function endCalls(temporal: Client): void {
  closingOf(temporal).abort(
    new Error('This client was closed before Temporal answered. A teardown that runs continues.'),
  );
}

function closingOf(temporal: Client): AbortController {
  const closing = closings.get(temporal) ?? new AbortController();
  closings.set(temporal, closing);
  return closing;
}

/** Makes calls to Temporal that the signal ends, or the end of the client's connection. */
export async function abortable<T>(
  temporal: Client,
  { signal: given }: CallOptions,
  call: () => Promise<T>,
): Promise<T> {
  const closing = closingOf(temporal).signal;
  const signal = given === undefined ? closing : AbortSignal.any([given, closing]);
  signal.throwIfAborted();
  const ended = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { signal: ended.signal });
  });
  try {
    // The SDK cancels the call in flight, but not one that begins after the signal was aborted.
    return await Promise.race([temporal.withAbortSignal(signal, call), aborted]);
  } finally {
    ended.abort();
  }
}
