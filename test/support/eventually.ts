import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 20_000;

/** Waits until a check passes, and fails with its last complaint if it never does. */
export async function eventually<T>(check: () => Promise<T> | T): Promise<T> {
  const limit = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > limit) throw error;
      await sleep(25);
    }
  }
}
