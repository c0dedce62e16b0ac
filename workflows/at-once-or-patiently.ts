import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { isContractual } from './failures.js';

/**
 * Calls a local activity, which costs one event and no way over the server, and can't ride out anything; where that
 * fails, the same activity as one of the server's, for as long as its options allow.
 */
export async function atOnceOrPatiently<AtOnce, Patient, T>(
  atOnce: AtOnce,
  patient: Patient,
  call: (activities: AtOnce | Patient) => Promise<T>,
): Promise<T> {
  try {
    return await call(atOnce);
  } catch (error) {
    // A worker that goes down has its local calls come back cancelled, too: that is no cancel of the run.
    const cancelled = isCancellation(error) && CancellationScope.current().consideredCancelled;
    if (cancelled || isContractual(error)) throw error;
    return call(patient);
  }
}
