// Temporal's server as it is run in production: its four services, on PostgreSQL, in the version of the Compose file.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { registerSearchAttributes } from '../client/register-search-attributes.js';
import { SEARCH_ATTRIBUTES } from '../contract/search-attributes.js';
import { cacheFolder, filledOnce } from './cache-folder.js';
import { startTethered } from './tethered-process.js';
import { claimPort } from './claimed-port.js';
import { unlessPortTaken, untilServing } from './temporal-server.js';
import type { Postgres } from './postgres.js';

const run = promisify(execFile);
const VERSION = 'v1.32.0';
const MODULE = 'go.temporal.io/server/cmd';
const START_LIMIT_MS = 120_000;

export interface ProductionServer {
  readonly address: string;
  stop(): Promise<void>;
}

const DYNAMIC_CONFIG: Readonly<Record<string, string>> = {
  // As on the tests' development server: retry delays below a second are that short.
  'history.timerProcessorMaxTimeShift': '"1ms"',
  // Off by default in this version.
  'frontend.WorkflowPauseEnabled': 'true',
};

/**
 * Builds it with Go, once, and starts it on databases of its own.
 *
 * @param dynamicConfig values of the server's dynamic configuration, as JSON
 */
export async function startProductionServer(
  postgres: Postgres,
  dynamicConfig = DYNAMIC_CONFIG,
): Promise<ProductionServer> {
  const folder = await productionPrograms();
  await createSchemas(join(folder, 'sql'), postgres);
  const scratch = await mkdtemp(join(tmpdir(), 'temporal-'));
  const configFile = join(scratch, 'dynamic-config.yaml');
  const values = Object.entries(dynamicConfig).map(([key, value]) => `${key}:\n  - value: ${value}\n`);
  await writeFile(configFile, values.join(''));
  const { address, server } = await unlessPortTaken(async () => {
    const chosen = await settings(postgres, configFile);
    const env = { ...process.env, ...chosen.env };
    const started = startTethered(join(folder, 'server'), ['--allow-no-auth', 'start'], env);
    await untilServing(started, () => hasNamespace(chosen.address), START_LIMIT_MS);
    return { address: chosen.address, server: started };
  });
  return {
    address,
    async stop() {
      await server.stop();
      await rm(scratch, { recursive: true });
    },
  };
}

/** Returns the folder that holds the programs `server` and `sql`, built once. */
export async function productionPrograms(version = VERSION): Promise<string> {
  return filledOnce(cacheFolder(`temporal-server-${version}`), async (scratch) => {
    console.log(`Building Temporal's server ${version} with Go, once (5 to 10 minutes)`);
    const packages = [`${MODULE}/server@${version}`, `${MODULE}/tools/sql@${version}`];
    await run('go', ['install', '-ldflags=-s -w', ...packages], {
      env: { ...process.env, GOBIN: scratch, CGO_ENABLED: '0' },
      maxBuffer: 64 * 1024 * 1024,
    });
  });
}

async function createSchemas(tool: string, { port, user }: Postgres): Promise<void> {
  const connection = { SQL_PLUGIN: 'postgres12', SQL_HOST: '127.0.0.1', SQL_PORT: `${port}`, SQL_USER: user };
  const env = { ...process.env, ...connection };
  for (const [database, schema] of [
    ['temporal', 'temporal'],
    ['temporal_visibility', 'visibility'],
  ] as const) {
    const sql = (...args: string[]) => run(tool, ['--database', database, ...args], { env });
    await sql('create-database');
    await sql('setup-schema', '--version', '0.0');
    await sql('update-schema', '--schema-name', `postgresql/v12/${schema}`);
  }
}

async function settings({ port, user }: Postgres, dynamicConfig: string) {
  const names = [
    'FRONTEND_GRPC_PORT',
    'FRONTEND_HTTP_PORT',
    'FRONTEND_MEMBERSHIP_PORT',
    'HISTORY_GRPC_PORT',
    'HISTORY_MEMBERSHIP_PORT',
    'MATCHING_GRPC_PORT',
    'MATCHING_MEMBERSHIP_PORT',
    'WORKER_GRPC_PORT',
    'WORKER_MEMBERSHIP_PORT',
  ];
  const ports = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, `${await claimPort()}`] as const)),
  );
  const env = {
    ...ports,
    DB: 'postgres12',
    POSTGRES_SEEDS: '127.0.0.1',
    DB_PORT: `${port}`,
    POSTGRES_USER: user,
    BIND_ON_IP: '127.0.0.1',
    DYNAMIC_CONFIG_FILE_PATH: dynamicConfig,
    LOG_LEVEL: 'error',
  };
  return { address: `127.0.0.1:${ports['FRONTEND_GRPC_PORT']}`, env };
}

/** Registers the search attributes of runs, unless the namespace has them. */
async function register(connection: Connection): Promise<void> {
  const namespace = 'default';
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = SEARCH_ATTRIBUTES.filter((name) => !(name in customAttributes));
  if (missing.length > 0) await registerSearchAttributes(connection, namespace, missing);
}

/** Makes the namespace that the tests use, as soon as the server answers. */
async function hasNamespace(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 2000 });
    try {
      const retention = { seconds: 86_400 as never };
      await connection.workflowService
        .registerNamespace({ namespace: 'default', workflowExecutionRetentionPeriod: retention })
        .catch(() => undefined);
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      await register(connection);
      await connection.workflowService.countWorkflowExecutions({ namespace: 'default' });
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}
