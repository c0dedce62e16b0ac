// Runs the end-to-end tests on a Temporal server with PostgreSQL: `npm run test:postgres`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startPostgres } from './postgres.js';
import { startProductionServer } from './production-server.js';

// What uses the shared server, the longest files first. Unit tests, and tests with a server of their own, would not notice.
const SUITE = ['test/workflows/{fleet,limits}.long.ts', 'test/{workflows,worker,client,nexus}/**/*.e2e.ts'];

const postgres = await startPostgres();
if (postgres === undefined) {
  console.error(
    'There is no PostgreSQL here: install it (apt-get install postgresql), or put initdb on the PATH.',
  );
  process.exit(1);
}
try {
  const server = await startProductionServer(postgres);
  try {
    const tests = process.argv.length > 2 ? process.argv.slice(2) : SUITE;
    const mocha = spawn('npx', ['mocha', ...tests], {
      stdio: 'inherit',
      env: { ...process.env, TEMPORAL_ADDRESS: server.address },
    });
    [process.exitCode] = (await once(mocha, 'exit')) as [number];
  } finally {
    await server.stop();
  }
} finally {
  await postgres.stop();
}
