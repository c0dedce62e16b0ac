import type { Answer } from '../../contract/activities.js';
import type { Trouble } from '../../contract/trouble.js';
import type { RunMemory } from './run-state.js';

/** A call that AWS refuses or does not answer: its IAM action, if that is known, and why. */
export interface CallInTrouble {
  readonly action: string | undefined;
  readonly reason: Trouble;
}

/** What a run remembers of refused calls once one has succeeded. */
export const NO_TROUBLE = { refusals: 0, trouble: undefined } as const;

const FIRST_SECONDS = 2;
const LONGEST_SECONDS = 300;
/** For changes that were not sent because their look was too old. In a long line of calls, they have waited already. */
const LONGEST_UNSENT_SECONDS = 30;

/** Returns the back-off after this many consecutive rejections by AWS, in seconds. */
function backOffSeconds(refusals: number, longest: number): number {
  return Math.min(FIRST_SECONDS * 2 ** refusals, longest);
}

/** Refused calls in a row, after which a run is in trouble: by then, a quarter of a minute has passed. */
const MANY_REFUSALS = 4;

/** Returns whether AWS has refused calls again and again, so that people should see it. One refused call is not worth it. */
export function isInTrouble({ refusals }: Pick<RunMemory, 'refusals'>): boolean {
  return refusals >= MANY_REFUSALS;
}

/** A call that failed for minutes counts as many refusals. */
export function failedForMinutes<M extends RunMemory>(memory: M): M {
  return { ...memory, refusals: Math.max(memory.refusals, MANY_REFUSALS - 1) };
}

type Rejection = Extract<Answer, { readonly accepted: false }>['because'];

/**
 * Returns the memory after a change that AWS has rejected, or that was not sent because its look was too old. If AWS has
 * denied it after one look and after the next, more than a minute has passed: before the first change, that is final.
 */
export function rejected<M extends RunMemory>(
  memory: M,
  call: string,
  { because, message }: { readonly because?: Rejection; readonly message: string },
  now: number,
): M {
  const action = `rekognition:${call}`;
  const { trouble, changed } = memory;
  const wasDenied = trouble?.reason === 'AccessDenied' && trouble.action === action;
  switch (because) {
    case 'denied':
      if (wasDenied && !changed) return { ...memory, failure: { type: 'AccessDenied', message } };
      return backedOff(
        memory,
        `AWS to allow the call ("${message}")`,
        { action, reason: 'AccessDenied' },
        now,
      );
    case 'tooOld':
      return backedOff(
        memory,
        `a fresh look (${message})`,
        { action, reason: wasDenied ? 'AccessDenied' : 'Unsent' },
        now,
        LONGEST_UNSENT_SECONDS,
      );
    default:
      return backedOff(
        memory,
        `AWS to accept the call that it rejected ("${message}")`,
        { action, reason: 'Rejected' },
        now,
      );
  }
}

/** Returns the memory with a back-off, each longer than the previous one. */
export function backedOff<M extends RunMemory>(
  memory: M,
  why: string,
  trouble: CallInTrouble,
  now: number,
  longestSeconds = LONGEST_SECONDS,
): M {
  const until = now + backOffSeconds(memory.refusals, longestSeconds) * 1000;
  return { ...memory, refusals: memory.refusals + 1, trouble, backOff: { until, why } };
}
