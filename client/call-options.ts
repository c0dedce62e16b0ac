import type { Client } from '@temporalio/client';

/** Options of calls that wait for Temporal. */
export interface CallOptions {
  /**
   * Ends the call, which then rejects with the reason of the signal. A teardown that was started continues, and a decision
   * that was sent may still be carried out. For a time limit, pass `AbortSignal.timeout(60_000)`.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Makes calls to Temporal that the signal ends. */
export async function abortable<T>(
  temporal: Client,
  { signal }: CallOptions,
  call: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return call();
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
