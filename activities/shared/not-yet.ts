import { ApplicationFailure } from '@temporalio/activity';
import { NOT_YET } from '../../contract/activities.js';
import { durationInWords } from '../../contract/duration.js';

/**
 * Returns the benign failure of a poll that found no change. The Temporal server holds the delay until the next poll, so
 * polls add nothing to the history and hold no worker slot.
 */
export function notYet(said: string, delayMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: NOT_YET,
    message: `${said}; next check in ${durationInWords(delayMs)}`,
    nextRetryDelay: delayMs,
    category: 'BENIGN',
  });
}
