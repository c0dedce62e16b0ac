import { setTimeout as sleep } from 'node:timers/promises';
import type { TeardownHandle } from '../teardown-handle.js';
import { Detached } from './exit-codes.js';
import { NO_PROGRESS, whyNoProgress } from './no-progress.js';
import type { View } from './views.js';

// A query is a billable action on Temporal Cloud and wakes a worker, so long waits are queried every 30 seconds.
const AT_LEAST_MS = 1000;
const AT_MOST_MS = 30_000;
const SHARE_OF_PHASE = 0.02;

/**
 * Waits until a teardown has ended, and shows its progress.
 *
 * @param detach aborted when the user stops waiting; the teardown continues
 * @throws TeardownError as `TeardownHandle.result` does
 * @throws Detached if `detach` is aborted
 */
export async function follow<Progress extends { readonly since: string }, Result>(
  teardown: TeardownHandle<string, Progress, Result>,
  view: View<Progress, Result>,
  detach: AbortSignal,
): Promise<Result> {
  const over = new AbortController();
  const result = teardown.result().finally(() => over.abort());
  const left = new Promise<never>((_resolve, reject) => {
    if (detach.aborted) reject(new Detached('Stopped.'));
    detach.addEventListener('abort', () => reject(new Detached('Stopped.')), { once: true });
  });
  try {
    const watching = showUntil(teardown, view, over.signal);
    const ended = await Promise.race([result, left]);
    // A query that is retried on a closed connection would end the process.
    await watching;
    view.end(ended);
    return ended;
  } catch (error) {
    over.abort();
    // Shows the steps so far: workers also answer queries of closed workflows.
    const progress = detach.aborted ? undefined : await teardown.progressIfKnown().catch(() => undefined);
    view.end(progress);
    throw error;
  }
}

/**
 * Follows a teardown to its end, or until Ctrl-C.
 *
 * @param commands commands to print when the user stops following
 * @throws Detached on Ctrl-C or SIGTERM
 */
export async function untilDetached<Progress extends { readonly since: string }, Result>(
  teardown: TeardownHandle<string, Progress, Result>,
  view: View<Progress, Result>,
  commands: string,
): Promise<Result> {
  const detach = new AbortController();
  const onSignal = () => detach.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await follow(teardown, view, detach.signal);
  } catch (error) {
    if (error instanceof Detached) {
      throw new Detached(`The teardown continues in Temporal.\n${commands}`);
    }
    throw error;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

async function showUntil<Progress extends { readonly since: string }, Result>(
  teardown: TeardownHandle<string, Progress, Result>,
  view: View<Progress, Result>,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    // Only the result ends this loop: failed queries are repeated.
    const [progress, pending] = await Promise.all([
      teardown.progressIfKnown().catch(() => undefined),
      teardown.pendingCall().catch(() => undefined),
    ]);
    const why = progress ? '' : await reasonFor(teardown);
    if (over.aborted) break;
    if (progress) view.show(progress, pending);
    else view.showNone(why);
    const inPhase = progress ? Date.now() - Date.parse(progress.since) : 0;
    const pause = Math.min(Math.max(SHARE_OF_PHASE * inPhase, AT_LEAST_MS), AT_MOST_MS);
    await sleep(pause, undefined, { signal: over }).catch(() => undefined);
  }
}

async function reasonFor(teardown: Pick<TeardownHandle, 'describe'>): Promise<string> {
  try {
    return whyNoProgress(await teardown.describe());
  } catch {
    return NO_PROGRESS;
  }
}
