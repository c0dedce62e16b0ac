import dns from 'node:dns';
import { mock } from 'node:test';

/** A host with two addresses, at whose port nobody listens. */
export const UNREACHABLE = 'http://unreachable.example:2';

const ADDRESSES = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** Resolves the name of the host for the tests of the `describe` that calls this. */
export function useUnreachableHost(): void {
  const { lookup } = dns;
  const looked = (host: string, options: dns.LookupAllOptions, done: LookedUp) =>
    UNREACHABLE.includes(host) ? done(null, ADDRESSES) : lookup(host, options, done);
  before(() => mock.method(dns, 'lookup', looked));
  after(() => mock.restoreAll());
}

type LookedUp = (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void;
