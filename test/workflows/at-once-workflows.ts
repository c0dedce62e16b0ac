import { CancellationScope, CancelledFailure, isCancellation } from '@temporalio/workflow';
import { atOnceOrPatiently } from '../../workflows/at-once-or-patiently.js';

type Way = 'at once' | 'patiently';

const cancelledAtOnce = (way: Way) =>
  way === 'at once' ? Promise.reject(new CancelledFailure('a worker has stopped')) : Promise.resolve(way);

/** A local call that comes back cancelled, and nobody has cancelled anything. */
export async function cancelledByTheWorker(): Promise<Way> {
  return atOnceOrPatiently<Way, Way, Way>('at once', 'patiently', cancelledAtOnce);
}

/** The same, in a scope that somebody has cancelled. */
export async function cancelledBySomebody(): Promise<string> {
  const scope = new CancellationScope();
  scope.cancel();
  return scope
    .run(cancelledByTheWorker)
    .catch((error: unknown) => (isCancellation(error) ? 'cancelled' : 'failed'));
}
