import type { Cut, News } from '../../contract/event.js';
import { iso, type RunMemory } from './run-state.js';

/** News that no receiver has accepted yet. */
export interface UnsentNews {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly what: News;
}

/** A run carries at most this many, the latest. */
const MOST_UNSENT = 20;

/** Returns the memory with something to send to other systems, unless there is no receiver. */
export function withNews<M extends RunMemory>(memory: M, what: News, now: number): M {
  if (memory.receiver === 'none') return memory;
  return { ...memory, news: [...memory.news, { at: iso(now), what: bounded(what) }].slice(-MOST_UNSENT) };
}

function bounded(what: News): News {
  return 'result' in what ? ({ ...what, result: cutLists(what.result) } as News) : cutLists(what);
}

// EventBridge takes events of 256 kB (PutEvents). A run carries events, and its payloads may have 2 MB.
const MOST_BYTES = 190_000;

/** Returns the value with lists that are cut so that it stays below 200 kB. The first entries are kept. */
export function cutLists<T extends object>(value: T): Cut<T> {
  if (bytesOf(value) <= MOST_BYTES) return value;
  const lists = Object.entries(value)
    .flatMap(([name, list]) => (Array.isArray(list) ? [{ name, list: list as readonly unknown[] }] : []))
    .toSorted((a, b) => bytesOf(a.list) - bytesOf(b.list));
  const kept: Record<string, readonly unknown[]> = {};
  const leftOut: Record<string, number> = {};
  let left = MOST_BYTES - bytesOf({ ...value, ...Object.fromEntries(lists.map(({ name }) => [name, []])) });
  for (const [index, { name, list }] of lists.entries()) {
    const first = fitting(list, left / (lists.length - index));
    kept[name] = first;
    left -= bytesOf(first);
    if (first.length < list.length) leftOut[name] = list.length - first.length;
  }
  return { ...value, ...kept, leftOut };
}

/** Returns as many of the first entries as have this many bytes as JSON. */
function fitting(list: readonly unknown[], most: number): readonly unknown[] {
  let bytes = 0;
  const end = list.findIndex((entry) => (bytes += bytesOf(entry) + 1) > most);
  return end === -1 ? list : list.slice(0, end);
}

const encoder = new TextEncoder();

function bytesOf(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}
