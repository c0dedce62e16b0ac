import { ApplicationFailure } from '@temporalio/activity';
import { NOT_YET } from '../contract/activities.js';
import { inWords } from '../contract/duration.js';

/**
 * The benign failure of a look that found nothing new: Temporal's server keeps the delay until the next one, so that
 * history does not grow with the polls and no worker slot is held.
 */
export function notYet(said: string, delayMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: NOT_YET,
    message: `${said}; next look in ${inWords(delayMs)}`,
    nextRetryDelay: delayMs,
    category: 'BENIGN',
  });
}
