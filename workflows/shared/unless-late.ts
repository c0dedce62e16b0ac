import { CancellationScope, condition, patched, sleep } from '@temporalio/workflow';
import { timeoutOfRun } from './workflow-timeout.js';

const ENDS_LATE = 'ends-late-while-a-teardown-finishes';
const LAST_WAIT_MS = 10_000;

/**
 * Waits for the teardowns, but not for long once it is late: one that has sent Delete ends only when AWS has confirmed that,
 * and the parent would miss its own end.
 */
export async function unlessLate(isLate: () => boolean, all: Promise<unknown>): Promise<void> {
  let isOver = false;
  const late = CancellationScope.nonCancellable(async () => {
    await condition(() => isOver || isLate());
    if (isOver || !patched(ENDS_LATE)) return all;
    return sleep(Math.min(LAST_WAIT_MS, (timeoutOfRun() - Date.now()) / 2));
  });
  try {
    await Promise.race([all, late]);
  } finally {
    isOver = true;
  }
}
