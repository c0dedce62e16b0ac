import type { Client } from '@temporalio/client';
import { byMessage, onTemporal, type Contender } from './contenders.js';

/**
 * Returns the contenders that can be run here.
 *
 * @param databaseUrl of a PostgreSQL; DBOS is left out without one
 */
export function allContenders(
  client: Client,
  address: string,
  databaseUrl: string | undefined,
): readonly Contender[] {
  const temporal = 'unlimited, after 1 s, 2 s, 4 s, ... (default)';
  return [
    onTemporal(
      'ours',
      { form: ['contract', 'workflows', 'activities', 'worker'], retries: 'its own' },
      client,
      address,
    ),
    onTemporal('naive', { form: ['bench/naive/workflows.ts'], retries: temporal }, client, address),
    byMessage('script', { form: ['bench/naive/script.ts'], retries: 'unlimited, every second' }),
    ...(databaseUrl === undefined ? [] : [dbos(databaseUrl)]),
  ];
}

function dbos(databaseUrl: string): Contender {
  let databases = 0;
  return byMessage(
    'dbos',
    { form: ['bench/dbos/teardown.ts'], retries: '100, after 1 s, 2 s, 4 s, ... (default: none)' },
    // What has not ended would go on when the next process starts.
    () => ({ DBOS_SYSTEM_DATABASE_URL: `${databaseUrl}_${(databases += 1)}` }),
  );
}
