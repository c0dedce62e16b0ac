import { setTimeout as sleep } from 'node:timers/promises';

const SHORTEST_MS = 25;
const LONGEST_MS = 500;

/**
 * Waits until a check passes, and fails with its last complaint if it never does. Most checks query a workflow, which
 * takes a share of the machine that all tests use: the longer it has waited, the less often it checks.
 *
 * @param options.only which complaints are waited out; default: any
 */
export async function eventually<T>(
  check: () => Promise<T> | T,
  { patienceMs = 180_000, only = /^/ } = {},
): Promise<T> {
  const began = Date.now();
  for (;;) {
    try {
      return await check();
    } catch (error) {
      const waited = Date.now() - began;
      if (waited > patienceMs || !only.test(String(error))) throw error;
      await sleep(Math.min(Math.max(waited / 8, SHORTEST_MS), LONGEST_MS));
    }
  }
}
