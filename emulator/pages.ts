import { invalidToken } from './errors.js';

export interface PageRequest {
  readonly NextToken?: string | null;
  readonly MaxResults?: number | null;
}

/** One page of a listing, and the token of the next one. */
export function page<T>(
  all: readonly T[],
  { NextToken, MaxResults }: PageRequest,
  most: number,
): { items: readonly T[]; next: { NextToken?: string } } {
  const from = NextToken ? offsetOf(NextToken, all.length) : 0;
  const to = from + (MaxResults ?? most);
  return { items: all.slice(from, to), next: to < all.length ? { NextToken: tokenOf(to) } : {} };
}

function tokenOf(offset: number): string {
  return Buffer.from(`page:${offset}`).toString('base64');
}

function offsetOf(token: string, total: number): number {
  const [, offset] = /^page:(\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (offset === undefined || Number(offset) > total) throw invalidToken();
  return Number(offset);
}
