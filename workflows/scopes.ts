import {
  CancellationScope,
  CancelledFailure,
  isCancellation,
  patched,
  sleep,
  type ApplicationFailure,
} from '@temporalio/workflow';

export interface Interruptible {
  /** Runs a step that a cancel of the run ends. What runs outside of it is ended by the deadline alone. */
  untilCancelled<T>(step: () => Promise<T>): Promise<T>;
  /** Whether it would end a step right now. */
  readonly cancelled: boolean;
}

/**
 * To be called right before what can't be undone is sent: a cancel may have come in the same instant as what that had
 * waited for. Runs that were recorded before this was looked at go on as they did.
 *
 * @throws CancelledFailure
 */
export function throwIfCancelled({ cancelled }: Interruptible, what: string): void {
  if (cancelled && patched('cancelled-before')) throw new CancelledFailure(`cancelled before ${what}`);
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
        return job({
          untilCancelled: (step) => untilCancelled.run(step),
          get cancelled() {
            return untilCancelled.consideredCancelled;
          },
        });
      });
    } catch (error) {
      throw expired && isCancellation(error) ? expired : error;
    } finally {
      alarm.cancel();
    }
  });
}
