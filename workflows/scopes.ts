import { CancellationScope, isCancellation, sleep, type ApplicationFailure } from '@temporalio/workflow';

export interface Interruptible {
  /** Runs a step that a cancel of the run ends. What runs outside of it is ended by the deadline alone. */
  untilCancelled<T>(step: () => Promise<T>): Promise<T>;
}

/**
 * Runs `job` under the two things that can end it early: a cancel of the run, where the job allows it, and the
 * deadline (epoch milliseconds), which fails the run with what `late` says, or does nothing where that is nothing.
 */
export async function interruptible<T>(
  deadlineAt: number | undefined,
  job: (scope: Interruptible) => Promise<T>,
  late: () => ApplicationFailure | undefined,
): Promise<T> {
  const run = CancellationScope.current();
  return CancellationScope.nonCancellable(async () => {
    const untilDeadline = new CancellationScope();
    const alarm = new CancellationScope();
    let expired: ApplicationFailure | undefined;
    if (deadlineAt !== undefined) {
      alarm
        .run(() => sleep(deadlineAt - Date.now(), { summary: 'Deadline of the teardown' }))
        .then(() => {
          expired = late();
          if (expired) untilDeadline.cancel();
        })
        .catch((error: unknown) => {
          if (!isCancellation(error)) throw error;
        });
    }
    try {
      return await untilDeadline.run(async () => {
        const untilCancelled = new CancellationScope();
        run.cancelRequested.catch(() => untilCancelled.cancel());
        return job({ untilCancelled: (step) => untilCancelled.run(step) });
      });
    } catch (error) {
      throw expired && isCancellation(error) ? expired : error;
    } finally {
      alarm.cancel();
    }
  });
}
