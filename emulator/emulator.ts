import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFaults, type FaultKind, type Faults } from './faults.js';
import { createQuota } from './quota.js';
import { handle } from './request-handler.js';
import { createSeeds, type Seeds } from './seeds.js';
import { DURATIONS, Store, type Durations } from './store.js';

export interface EmulatorOptions {
  /** Default: any free port. */
  readonly port?: number;
  /** The account that every caller belongs to. */
  readonly accountId?: string;
  readonly durations?: Partial<Durations>;
  /** Divides all durations: 60 makes an hour of training a minute. */
  readonly speed?: number;
  /** Calls a second and operation; AWS allows 5. Default: no limit. */
  readonly callsPerSecond?: number;
  /** How far reads lag behind writes, in milliseconds. */
  readonly readLagMs?: number;
  /** Epoch milliseconds; default: the machine's clock. */
  readonly clock?: () => number | Promise<number>;
  /** 0 to 1; decides which calls a fault with a rate meets. */
  readonly random?: () => number;
}

/** One call, as it was answered. `statusCode` is 0 where no answer was sent. */
export interface Call {
  readonly at: number;
  readonly requestId: string;
  readonly operation: string;
  readonly region: string;
  readonly input: string;
  readonly statusCode: number;
  readonly error?: string;
  readonly fault?: FaultKind;
}

export interface Emulator extends Seeds {
  readonly url: string;
  readonly calls: readonly Call[];
  readonly faults: Faults;
  /**
   * Freezes what Describe and List calls show at this moment, so that changes made from now on stay invisible.
   * Tags are always current. Replaces an earlier freeze. Returns what ends it.
   *
   * @param still asked at each read: the freeze ends when it returns false; default: it lasts until it is ended
   */
  holdReads(still?: () => boolean): Promise<() => void>;
  close(): Promise<void>;
}

/** Rekognition's control plane for custom models, over HTTP on the loopback interface. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { accountId = '111122223333', port = 0, clock = Date.now, readLagMs = 0 } = options;
  const store = new Store(accountId, scaled({ ...DURATIONS, ...options.durations }, options.speed ?? 1));
  const faults = createFaults(options.random);
  const quota = createQuota(options.callsPerSecond);
  const calls: Call[] = [];
  const seeds = createSeeds(store, clock);
  let hold: { readonly at: number; readonly still: () => boolean } | undefined;
  const readAt = (now: number) => {
    if (hold?.still() === false) hold = undefined;
    return Math.min(now, hold?.at ?? now) - readLagMs;
  };
  const server = createServer((request, response) => {
    handle({ store, seeds, faults, quota, calls, clock, readAt }, request, response).catch(
      (error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      },
    );
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    faults,
    ...seeds,
    async holdReads(still = () => true) {
      const own = { at: await clock(), still };
      hold = own;
      // A change in the same millisecond would be visible.
      await sleep(2);
      return () => {
        if (hold === own) hold = undefined;
      };
    },
    close: () => close(server),
  };
}

function scaled(durations: Durations, speed: number): Durations {
  const { training, copying, starting, stopping, deleting } = durations;
  return {
    training: training / speed,
    copying: copying / speed,
    starting: starting / speed,
    stopping: stopping / speed,
    deleting: deleting / speed,
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    // Calls that hang, and connections kept alive, would keep it open.
    server.closeAllConnections();
  });
}
