import { setTimeout as sleep } from 'node:timers/promises';
import type { NaiveActivities } from './activities.js';

/** What the naive workflow does, as a script that tries again whatever fails, and that nothing survives. */
export async function tearDownByScript(
  aws: NaiveActivities,
  arn: string,
  over: AbortSignal,
  pollMs = 30_000,
): Promise<string> {
  const pause = () => sleep(pollMs, undefined, { signal: over });
  const insist = async <T>(call: () => Promise<T>): Promise<T> => {
    for (;;) {
      over.throwIfAborted();
      try {
        return await call();
      } catch {
        await sleep(1000, undefined, { signal: over });
      }
    }
  };
  const look = () => insist(() => aws.describe(arn));
  let status = await look();
  if (status === 'RUNNING') {
    await insist(() => aws.stop(arn));
    while (status !== 'STOPPED') {
      await pause();
      status = await look();
    }
  }
  await insist(() => aws.remove(arn));
  while (status !== undefined) {
    await pause();
    status = await look();
  }
  return 'deleted';
}
