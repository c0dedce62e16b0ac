import { READ_LAG_MS, type Answer } from '../../contract/activities.js';

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
  /**
   * `unknown`: no answer came, or AWS refused its repetition, which it does to what it has carried out. `shown`: a read
   * has shown what it led to, since `at`, and another one may still be from before it.
   */
  readonly answer: 'awaited' | 'accepted' | 'unknown' | 'shown';
  /** The change before this one, if no read had settled it when this one was sent. */
  readonly earlier?: Sent<Call> | undefined;
  /** The status before `from`, and when it was over at the latest, if a read of it must not be taken for a newer one. */
  readonly before?: { readonly status: string; readonly until: number } | undefined;
}

/** `none`: the run stopped waiting for the answer. `unsent`: and the worker says that it has not sent the change. */
export type NoAnswer = 'none' | 'unsent';

export function isNoAnswer(answer: Answer | NoAnswer): answer is NoAnswer {
  return typeof answer === 'string';
}

/** Returns when reads show the change at the latest, if it had an effect. Epoch milliseconds. */
export function settlesAt({ answer, at, earlier }: Sent): number {
  if (answer === 'awaited') return Infinity;
  const own = at + (answer === 'accepted' ? READ_LAG_MS : UNANSWERED_MS);
  return Math.max(own, earlier ? settlesAt(earlier) : 0);
}

/**
 * Returns whether a read that shows `status` may be from before the change: it shows what the change was sent upon or, of a
 * deletion, anything else that is not one, since nothing comes after that. Two reads may come from different replicas, so
 * that the second one shows what was there before the first.
 */
export function mayBeLate(sent: Sent | undefined, status: string, readAt: number): boolean {
  if (sent === undefined || readAt >= settlesAt(sent)) return false;
  const isHidden = isDeletion(sent) && !status.startsWith('DELET') && status !== 'GONE';
  const isOlder = sent.before?.status === status && readAt < sent.before.until + READ_LAG_MS;
  // The model was stopped before it was started, even if no read has shown it stopping.
  const isStopping = sent.call === 'start' && sent.answer !== 'shown' && status === 'STOPPING';
  return status === sent.from || isHidden || isOlder || isStopping || mayBeLate(sent.earlier, status, readAt);
}

/** To be noted in the instant in which the change is decided on, so that nothing can come in between. */
export function sending<Call extends string>(
  earlier: Sent<Call> | undefined,
  call: Call,
  from: string,
  now: number,
): Sent<Call> {
  const sent = { call, from, at: now, answer: 'awaited' } as const;
  if (earlier === undefined) return sent;
  const { earlier: first, ...second } = earlier;
  if (first && first.call !== second.call) return { ...sent, earlier };
  // Of the same change only that one matters after which reads can be late for longest.
  return { ...sent, earlier: first && settlesAt(first) > settlesAt(second) ? first : second };
}

/** Returns the change after its answer, or without one. Returns undefined if AWS certainly did not carry it out. */
export function answered<Call extends string>(
  sent: Sent<Call>,
  answer: Answer | NoAnswer,
  now: number,
): Sent<Call> | undefined {
  if (answer === 'unsent') return sent.earlier;
  if (answer !== 'none' && answer.accepted)
    return { ...sent, at: now, answer: 'accepted', earlier: undefined };
  if (answer === 'none' || answer.repeated) return { ...sent, at: now, answer: 'unknown' };
  return sent.earlier;
}

/**
 * Returns the change after a read that counts, or undefined if that settles it. `during`: the status while AWS carries
 * it out. `readAt`: the time before which it can't have been read.
 */
export function observed<Call extends string>(
  sent: Sent<Call>,
  status: string,
  during: string,
  readAt: number,
  now: number,
): Sent<Call> | undefined {
  if (status === during) return sent.answer === 'shown' ? sent : { ...sent, answer: 'accepted' };
  // A deletion that is not shown once it must be was not carried out, or was undone.
  if (isDeletion(sent)) return undefined;
  if (sent.answer !== 'shown') return { ...sent, at: now, answer: 'shown' };
  return readAt < settlesAt(sent) ? sent : undefined;
}

function isDeletion({ call }: Sent): boolean {
  return call.toLowerCase().startsWith('delete');
}
