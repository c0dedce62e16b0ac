import { READ_LAG_MS, type Answer } from '../contract/activities.js';

// AWS does not say how far its reads may lag behind a call. Tried campaigns and AWS's own samples see seconds.
const UNANSWERED_MS = 5_000;

/**
 * A change that was sent, and that AWS may have carried out, whatever came back. One rule for all five changes:
 * until `settlesAt`, a read that shows `from` may be late, and nothing is concluded from it.
 */
export interface Sent<Call extends string = string> {
  readonly call: Call;
  /** The status upon which it was sent. */
  readonly from: string;
  /** When it was sent, and once that is known, when it was answered. Epoch milliseconds. */
  readonly at: number;
  /** `unknown`: no answer came, or AWS refused its repetition, which it does to what it has carried out. */
  readonly answer: 'awaited' | 'accepted' | 'unknown';
  /** When the same change was sent before with an unknown answer, which a refusal of this one does not settle. */
  readonly unknownAt?: number;
}

/** When every read shows what the change did, if it did anything. Epoch milliseconds. */
export function settlesAt({ answer, at }: Sent): number {
  if (answer === 'awaited') return Infinity;
  return at + (answer === 'accepted' ? READ_LAG_MS : UNANSWERED_MS);
}

/** Whether a read that shows `status` may be from before the change. */
export function mayBeLate(sent: Sent | undefined, status: string, now: number): boolean {
  return sent !== undefined && status === sent.from && now < settlesAt(sent);
}

/** To be noted in the instant in which the change is decided on, so that nothing can come in between. */
export function sending<Call extends string>(
  earlier: Sent<Call> | undefined,
  call: Call,
  from: string,
  now: number,
): Sent<Call> {
  const again = earlier?.call === call && earlier.answer === 'unknown' && mayBeLate(earlier, from, now);
  return { call, from, at: now, answer: 'awaited', ...(again && { unknownAt: earlier.at }) };
}

/** What is left of a change after its answer, or without one: nothing, if AWS certainly did not carry it out. */
export function answered<Call extends string>(
  sent: Sent<Call>,
  answer: Answer | 'none',
  now: number,
): Sent<Call> | undefined {
  const { call, from, unknownAt } = sent;
  if (answer === 'none' || (!answer.accepted && answer.repeated))
    return { call, from, at: now, answer: 'unknown' };
  if (answer.accepted) return { call, from, at: now, answer: 'accepted' };
  return unknownAt === undefined ? undefined : { call, from, at: unknownAt, answer: 'unknown' };
}

/** What is left of a change after a read that is to be believed. `during`: the status while AWS carries it out. */
export function observed<Call extends string>(
  sent: Sent<Call>,
  status: string,
  during: string,
): Sent<Call> | undefined {
  return status === during ? { ...sent, answer: 'accepted' } : undefined;
}
