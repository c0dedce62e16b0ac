import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until a check passes, and fails with its last complaint if it never does.
 *
 * @param options.only which complaints are waited out; default: any
 */
export async function eventually<T>(
  check: () => Promise<T> | T,
  { patienceMs = 180_000, everyMs = 25, only = /^/ } = {},
): Promise<T> {
  const limit = Date.now() + patienceMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > limit || !only.test(String(error))) throw error;
      await sleep(everyMs);
    }
  }
}
