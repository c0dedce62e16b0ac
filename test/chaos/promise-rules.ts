import { changesOf, did, effective, lastStart, looksAt, trueAt, type Case, type Check } from './case.js';
import type { Done, End } from './journal.js';
import { POSTPONED_FOR } from './people.js';

/** What AWS takes to start a model, and how often it is looked at, in milliseconds: what is shorter may not be seen. */
const SEEN_AFTER_MS = 2_000;

/** What AWS says of permissions and credentials. */
const DENIAL = /Denied|Token|Signature|Client/;

/** Temporal is asked right before a change is sent: what it then accepts comes too late for that change, in milliseconds. */
const IN_FLIGHT_MS = 500;

type Accepted = Done & { readonly to: number };

/** Whether everybody has got what they were promised, or what the model's own use promises. */
export function judgePromises(it: Case, end: End, check: Check): void {
  const { how } = end;
  const since = lastStart(it);
  const accepted = (act: Done['act']) =>
    it.acts.find((done): done is Accepted => done.act === act && done.to !== undefined && done.from >= since);
  const changes = changesOf(it).filter(({ operation }) => operation !== 'StartProjectVersion');

  for (const act of ['reject', 'restore'] as const) {
    const done = accepted(act);
    // A call that nobody has answered is repeated: what it led to must be known.
    const late = changes.find(
      ({ at, operation }) =>
        done !== undefined &&
        at > done.to + IN_FLIGHT_MS &&
        !changes.some((one) => one.operation === operation && one.at < done.to),
    );
    check(late === undefined, 'rule 13', `${late?.operation} was sent after an accepted ${act}`);
  }
  const restored = accepted('restore');
  const fails = ['UnexpectedStatus', 'AccessDenied', 'restored', 'TIMED_OUT'];
  check(
    restored === undefined || fails.includes(how) || isOutOfTime(it, how, restored.from),
    'rule 13',
    `ended with ${how} after an accepted restore`,
  );
  const isSettled = did(it.acts, 'cancel', 'restore', 'deny') !== undefined || how !== 'rejected';
  check(
    accepted('approve') === undefined || isSettled,
    'rule 13',
    'ended with rejected after an accepted approve',
  );
  const rejected = accepted('reject');
  check(
    rejected === undefined || !['deleted', 'reclaimed', 'restored'].includes(how),
    'rule 13',
    `ended with ${how} after an accepted reject`,
  );
  const postponed = accepted('postpone');
  const [deletion] = effective(it, 'DeleteProjectVersion').filter(({ at }) => at >= (postponed?.to ?? 0));
  const until = (postponed?.from ?? 0) + Number.parseInt(POSTPONED_FOR) * 1000;
  check(
    deletion === undefined || deletion.at >= until || did(it.acts, 'deleteNow') !== undefined,
    'rule 13',
    'deleted sooner than somebody was promised',
  );
  judgeUse(it, end, check);
}

/**
 * Returns whether a run may end before its restore is confirmed: the starter's time-out leaves no time, or the deadline has
 * passed while AWS refuses Start, or denies the looks before it. Its failure then reports that Start was not confirmed.
 */
function isOutOfTime({ named, calls, projectCalls }: Case, how: End['how'], since: number): boolean {
  const isRefused = calls.some((it) => it.operation === 'StartProjectVersion' && it.error !== undefined);
  const isHidden = projectCalls.some(
    ({ operation, error = '', at }) => operation.startsWith('Describe') && at >= since && DENIAL.test(error),
  );
  return (
    how === 'DeadlineExceeded' && (named.scenario.executionTimeout !== undefined || isRefused || isHidden)
  );
}

/** Whoever starts a model in its grace period keeps it. */
function judgeUse(it: Case, { timeline }: End, check: Check): void {
  const { terms } = it.named.scenario;
  judgeStartAfterStop(it, check);
  const start = did(it.acts, 'start');
  if (terms.gracePeriod === undefined || start?.to === undefined || start.from < lastStart(it)) return;
  const idle = trueAt(timeline, start.from);
  // Of one that was still stopping, the read may have been that of an attempt which another worker had taken over.
  if (idle === 'STOPPING') return;
  const held = looksAt(it).find(
    ({ at, status }) => at >= lastStart(it) && status === idle && at < start.from,
  );
  const began = terms.approval ? did(it.acts, 'approve')?.to : held?.at;
  if (!held || began === undefined || terms.ifServing || did(it.acts, 'deleteNow', 'stop')) return;
  const graceMs = Number.parseInt(terms.gracePeriod) * 1000;
  if (start.to > Math.max(held.at, began) + graceMs - SEEN_AFTER_MS) return;
  const [deletion] = effective(it, 'DeleteProjectVersion').filter(({ at }) => at > (start.to ?? 0));
  check(deletion === undefined, 'rule 15', 'deleted, though somebody has started it in its grace period');
}

/** The grace period begins when the model stops, even if no read shows STOPPED: only a person's Start leads to STARTING. */
function judgeStartAfterStop(it: Case, check: Check): void {
  const since = lastStart(it);
  const [stop] = effective(it, 'StopProjectVersion').filter(({ at }) => at >= since);
  if (it.named.scenario.terms.gracePeriod === undefined || !stop || did(it.acts, 'restore')) return;
  const [deletion] = effective(it, 'DeleteProjectVersion').filter(({ at }) => at >= since);
  const shown = looksAt(it).find(({ at, status }) => status === 'STARTING' && at > stop.at + it.readLagMs);
  check(
    deletion === undefined || shown === undefined || shown.at > deletion.at,
    'rule 15',
    'deleted, though AWS showed that somebody has started it since it was stopped',
  );
}
