import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporalBinary } from '../../local-stack/temporal-binary.js';
import { startTemporalServer } from '../../local-stack/temporal-server.js';
import { startPostgres } from '../../local-stack/postgres.js';
import { startProductionServer } from '../../local-stack/production-server.js';

export type ServerKind = 'dev' | 'postgres';

/** The Temporal server of a campaign. */
export interface Server {
  readonly address: string;
  /** Ends it by SIGKILL, and starts it again on its database after a while; undefined if this kind can't be. */
  readonly restart: ((downMs: () => Promise<unknown>) => Promise<void>) | undefined;
  stop(): Promise<void>;
}

/** Runs continue as new after so many events. */
const EVENTS_OF_A_RUN = 40;
const DYNAMIC_CONFIG = {
  'history.timerProcessorMaxTimeShift': '"1ms"',
  'limit.historyCount.suggestContinueAsNew': `${EVENTS_OF_A_RUN}`,
};

export function startServer(kind: ServerKind): Promise<Server> {
  return kind === 'dev' ? startDevServer() : startPostgresServer();
}

async function startDevServer(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const options = {
    binary: await temporalBinary(console.log),
    dbFilename: join(folder, 'temporal.db'),
    dynamicConfig: DYNAMIC_CONFIG,
  };
  const server = await startTemporalServer(options);
  return {
    address: server.address,
    async restart(down) {
      await server.kill();
      await down();
      await server.startAgain();
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function startPostgresServer(): Promise<Server> {
  const postgres = await startPostgres();
  if (!postgres) throw new Error('There is no PostgreSQL here: install it (apt-get install postgresql).');
  const server = await startProductionServer(postgres, DYNAMIC_CONFIG).catch(async (error: unknown) => {
    await postgres.stop();
    throw error;
  });
  return {
    address: server.address,
    restart: undefined,
    async stop() {
      await server.stop();
      await postgres.stop();
    },
  };
}
