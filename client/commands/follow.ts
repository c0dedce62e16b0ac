import { setTimeout as sleep } from 'node:timers/promises';
import type { TeardownHandle } from '../teardown-handle.js';
import { Detached } from './exit-codes.js';
import type { View } from './views.js';

// A query is a billed action on Temporal Cloud and wakes a worker, so a wait of hours is looked at every half minute.
const AT_LEAST_MS = 1000;
const AT_MOST_MS = 30_000;
const SHARE_OF_PHASE = 0.02;

/**
 * Waits until a teardown has ended, and shows how it goes on.
 *
 * @param detach aborted when the user no longer wants to wait; the teardown goes on
 * @throws TeardownError as `TeardownHandle.result`, and Detached
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
    // A query that is tried again on a connection that was closed meanwhile would end the process.
    await watching;
    view.end(ended);
    return ended;
  } catch (error) {
    over.abort();
    // The steps until then; a worker answers for a run that has ended too.
    const progress = detach.aborted ? undefined : await teardown.progressIfKnown().catch(() => undefined);
    view.end(progress);
    throw error;
  }
}

/**
 * Follows a teardown to its end, or until Ctrl-C.
 *
 * @param commands what the user can do about a teardown that is no longer followed
 * @throws Detached
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
      throw new Detached(`The teardown goes on without this command.\n${commands}`);
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
    // Only the result ends the watch: what can't be shown for a moment is shown later.
    const [progress, pending] = await Promise.all([
      teardown.progressIfKnown().catch(() => undefined),
      teardown.pendingCall().catch(() => undefined),
    ]);
    if (over.aborted) break;
    view.show(progress, pending);
    const inPhase = progress ? Date.now() - Date.parse(progress.since) : 0;
    const pause = Math.min(Math.max(SHARE_OF_PHASE * inPhase, AT_LEAST_MS), AT_MOST_MS);
    await sleep(pause, undefined, { signal: over }).catch(() => undefined);
  }
}
