import { BASIS_GOOD_FOR_MS, type Basis } from '../../contract/activities.js';
import { durationInWords } from '../../contract/duration.js';
import { Unsent } from './still-owned.js';

/** Thrown if a change is not sent because the look that it rests on is too old by now. */
export class TooOld extends Unsent {
  constructor() {
    super(`the last look is older than ${durationInWords(BASIS_GOOD_FOR_MS)}, so the call was not sent`);
  }
}

/**
 * Returns until when a change may be sent that rests on a look, in epoch milliseconds of this worker. Returns 0 if that is
 * not known, as of a look by an earlier version. Another worker may have looked: if their clocks differ, the change is sent
 * later or held back sooner by the difference. A look from the future, by this clock, is no basis either.
 */
export function goodUntil({ readAt = -Infinity }: Partial<Basis> = {}, now = Date.now()): number {
  return Math.abs(now - readAt) > BASIS_GOOD_FOR_MS ? 0 : Math.min(readAt, now) + BASIS_GOOD_FOR_MS;
}
