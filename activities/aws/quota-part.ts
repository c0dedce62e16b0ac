/** The place of a worker among all workers that divide the quota, in an order on which they agree. */
export interface FleetPlace {
  readonly index: number;
  readonly workers: number;
}

/** The workers of a task queue, as one of them sees them. */
export interface Fleet {
  /** Returns undefined while this worker does not know its part: it sends nothing until it does. */
  place(): FleetPlace | undefined;
  /** Calls back whenever the place may have changed. */
  onChange(listener: () => void): void;
}

/** The fleet of a process that shares its quota with no other worker. */
export const ALONE: Fleet = { place: () => ({ index: 0, workers: 1 }), onChange: () => undefined };

export interface QuotaPart {
  /** How many calls may be counted in one window. */
  readonly places: number;
  readonly windowMs: number;
}

const NONE: QuotaPart = { places: 0, windowMs: 0 };

/**
 * Divides calls per second among workers. Each worker gets a whole number of places, so that all workers together never
 * send more in a window than one worker would. If there are more workers than places, each gets one place with a longer
 * window: the rate is kept on average. Another worker in the fleet never makes the part of one larger.
 */
export function partOf(callsPerSecond: number, place: FleetPlace | undefined): QuotaPart {
  if (place === undefined) return NONE;
  const { index, workers } = place;
  const all = Math.max(1, Math.floor(callsPerSecond));
  const windowMs = Math.ceil((1000 * all) / callsPerSecond);
  if (workers > all) return { places: 1, windowMs: Math.ceil((windowMs * workers) / all) };
  return { places: Math.floor(all / workers) + (index < all % workers ? 1 : 0), windowMs };
}
