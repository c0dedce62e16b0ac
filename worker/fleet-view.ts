import type { FleetPlace } from '../activities/aws/quota-part.js';

/** A worker asks this often which workers there are, in milliseconds. */
export const ASK_EVERY_MS = 3_000;
/** How long a worker uses its part after the last proof that the server lists it, in milliseconds. */
export const LEASE_MS = 12_000;
/**
 * How long a worker that joins others sends nothing, in milliseconds. By then each of them has counted it, or has stopped
 * sending because its lease has ended.
 */
export const SETTLE_MS = LEASE_MS + 2_000;
/**
 * How long a worker that shows no sign of life is counted, in milliseconds. By then its lease has ended, and the calls
 * that it sent before have been answered or have timed out, after ten seconds.
 */
export const LIVE_MS = LEASE_MS + 13_000;

/** A time by two clocks, in milliseconds: one that can be set, and one that stops while the machine is suspended. */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

/** An answer of the server. */
export interface Answer {
  readonly askedAt: Moment;
  readonly answeredAt: Moment;
  /** When each worker polled last, by the server's clock, in epoch milliseconds. */
  readonly polledAt: ReadonlyMap<string, number>;
  /** Workers that have stopped sending. */
  readonly left: ReadonlySet<string>;
}

interface Seen {
  /** By the server's clock. */
  readonly polledAt: number;
  /** The latest time at which it can have polled, by this worker's monotonic clock. */
  readonly aliveAt: number;
}

/** What one worker knows about all of them. */
export interface FleetView {
  readonly self: string;
  /** When the last answer was asked for, or the worker first registered. */
  readonly askedAt: Moment;
  /** This worker registered not before this time. Undefined until an answer has listed it. */
  readonly provenAt?: Moment;
  /** Before this time, by the monotonic clock, this worker sends nothing. */
  readonly settledAt: number;
  readonly others: ReadonlyMap<string, Seen>;
  readonly selfPolledAt?: number;
}

export function newFleetView(self: string, now: Moment): FleetView {
  return { self, askedAt: now, settledAt: Infinity, others: new Map() };
}

/**
 * Returns the view after an answer. Only time removes a worker: a server that has restarted lists workers as they poll
 * again, so a worker that is not listed is one without a sign of life.
 */
export function afterAnswer(view: FleetView, answer: Answer): FleetView {
  const { self } = view;
  const { askedAt, answeredAt, polledAt } = answer;
  const others = othersAfter(view, answer);
  const selfPolledAt = polledAt.get(self);
  if (selfPolledAt === undefined) return { ...view, askedAt, others };
  // The poll that the last answer did not show was received after that answer had been asked for.
  const isNew = selfPolledAt > (view.selfPolledAt ?? -Infinity);
  const provenAt = isNew ? view.askedAt : view.provenAt;
  const goesOn = hasLease(view, answeredAt);
  const settlesAt = others.size === 0 ? answeredAt.monotonic : answeredAt.monotonic + SETTLE_MS;
  return {
    self,
    askedAt,
    others,
    selfPolledAt,
    ...(provenAt && { provenAt }),
    settledAt: goesOn ? view.settledAt : settlesAt,
  };
}

function othersAfter({ self, others }: FleetView, { answeredAt, polledAt, left }: Answer): Map<string, Seen> {
  const now = answeredAt.monotonic;
  // The server's clock shows at least the time of the latest poll.
  const latest = Math.max(...polledAt.values());
  const seen = new Map(others);
  for (const [id, at] of polledAt) {
    if (id === self) continue;
    const known = seen.get(id);
    const atLatest = now - (latest - at);
    const aliveAt = known && at <= known.polledAt ? Math.min(known.aliveAt, atLatest) : atLatest;
    seen.set(id, { polledAt: at, aliveAt });
  }
  return new Map([...seen].filter(([id, { aliveAt }]) => !left.has(id) && now - aliveAt <= LIVE_MS));
}

/**
 * Returns the place of this worker, or undefined if it must not send anything: it has joined others that may not have
 * counted it yet, or it was without an answer for so long that they may have ceased to count it.
 */
export function placeIn(view: FleetView, now: Moment): FleetPlace | undefined {
  if (!hasLease(view, now) || now.monotonic < view.settledAt) return undefined;
  const ids = [view.self, ...view.others.keys()].toSorted();
  return { index: ids.indexOf(view.self), workers: ids.length };
}

function hasLease({ provenAt }: FleetView, now: Moment): boolean {
  if (provenAt === undefined) return false;
  return Math.abs(now.wall - provenAt.wall) <= LEASE_MS && now.monotonic - provenAt.monotonic <= LEASE_MS;
}
