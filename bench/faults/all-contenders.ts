import type { Client } from '@temporalio/client';
import { byMessage, onTemporal, type Contender } from './contenders.js';
import type { RestateServer } from './restate-server.js';

export interface Servers {
  readonly temporal: Client;
  readonly temporalAddress: string;
  /** Of a PostgreSQL; DBOS is left out without one. */
  readonly databaseUrl: string | undefined;
  /** Undefined if the packages of the peers can't run here: all of these are left out. */
  readonly restate: RestateServer | undefined;
}

/** Returns the contenders that can be run here. */
export function allContenders({ temporal, temporalAddress, databaseUrl, restate }: Servers): Contender[] {
  const ours = { form: ['contract', 'workflows', 'activities', 'worker'], retries: 'its own' };
  const naive = { form: ['bench/naive/workflows.ts'], retries: 'default: unlimited, from 1 s' };
  const script = { form: ['bench/naive/script.ts'], retries: 'unlimited, every second' };
  return [
    onTemporal('ours', ours, temporal, temporalAddress),
    onTemporal('naive', naive, temporal, temporalAddress),
    byMessage('script', script),
    ...(databaseUrl === undefined ? [] : [dbos(databaseUrl)]),
    ...(restate === undefined ? [] : [onRestate(restate), lambda, stepFunctions]),
  ];
}

function dbos(databaseUrl: string): Contender {
  let databases = 0;
  const about = { form: ['bench/dbos/teardown.ts'], retries: '100 attempts, from 1 s (default: no retries)' };
  // What has not ended would go on when the next process starts.
  return byMessage('dbos', about, () =>
    Promise.resolve({ DBOS_SYSTEM_DATABASE_URL: `${databaseUrl}_${(databases += 1)}` }),
  );
}

function onRestate(server: RestateServer): Contender {
  const about = { form: ['bench/peers/restate.ts'], retries: 'default: 70 attempts, from 0.5 s' };
  return byMessage('restate', about, () => server.env());
}

const lambda = byMessage('lambda', {
  form: ['bench/peers/lambda.ts'],
  retries: 'default: 6 attempts, from 5 s with jitter',
  storesInProcess: true,
});

const stepFunctions = byMessage('stepFunctions', {
  form: ['bench/peers/step-functions.ts'],
  retries: 'default of a Retrier: 4 attempts, from 1 s',
  storesInProcess: true,
});
