import { activityInfo, ApplicationFailure, Context } from '@temporalio/activity';
import { callAws } from '../activities/aws/call.js';
import { backOffMs, trouble } from '../activities/aws/errors.js';
import { NO_LIMITS } from '../activities/aws/limits.js';
import { createSharedCalls } from '../activities/aws/shared-calls.js';
import type { ChangeActivities } from '../contract/activities.js';
import { parseRecord } from '../contract/model/record.js';
import { failureInWords } from './s3-failures.js';
import type { RecordStore } from './record-store.js';

/** Attempts of a run that was cancelled. */
const LAST_ATTEMPTS = 3;
/** S3's quota is thousands of requests per second and prefix, far from what teardowns need. */
const UNLIMITED = { limits: NO_LIMITS, sharedCalls: createSharedCalls() };

/**
 * Returns the activity that writes records. It returns the location once S3 has acknowledged the record, or has shown that
 * it has the record of this model already: that of an attempt whose answer was lost, or of a run that was reset.
 *
 * Its failures are retried by the server for five minutes. After that, the workflow shows them and decides.
 */
export function recordWriter(store: RecordStore): ChangeActivities['writeRecord'] {
  return async ({ record, isLast }) => {
    const { projectVersionArn: arn } = record;
    const location = store.locationOf(arn);
    const call = async <T>(action: string, send: (http: { abortSignal: AbortSignal }) => Promise<T>) => {
      try {
        return await callAws(UNLIMITED, action, location, send, { expected: () => true });
      } catch (error) {
        if (Context.current().cancellationSignal.aborted) throw error;
        throw failed(action, failureInWords(action, location, error), isLast);
      }
    };
    if ((await call('s3:PutObject', (http) => store.put(record, http))) === 'written') return location;
    const found = await call('s3:GetObject', (http) => store.read(arn, http));
    if (found !== undefined && parseRecord(found, arn)) return location;
    throw failed(
      's3:GetObject',
      found === undefined
        ? `${location} existed a moment ago, and S3 no longer finds it`
        : `${location} is not the record of ${arn}. It was not overwritten: move that object elsewhere`,
      isLast,
    );
  };
}

function failed(action: string, said: string, isLast: boolean): ApplicationFailure {
  return isLast && activityInfo().attempt >= LAST_ATTEMPTS
    ? ApplicationFailure.nonRetryable(said, 'RecordNotWritten')
    : trouble('RecordNotWritten', action, said, { retryDelayMs: backOffMs() });
}
