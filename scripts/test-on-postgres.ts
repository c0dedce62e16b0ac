// Runs the end-to-end tests on a Temporal server with PostgreSQL: `npm run test:postgres`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { startPostgres } from '../local-stack/postgres.js';
import { startProductionServer } from '../local-stack/production-server.js';

// What the database has a part in: unique ids, histories and their limits, timers, updates, signals, resets, visibility and
// schedules. What depends only on AWS's answers is the same on both. The longest files come first.
const SUITE = [
  'workflows/model/fleet.long',
  'workflows/model/limits.long',
  'workflows/model/cancellation.e2e',
  'workflows/model/changes-in-flight.e2e',
  'workflows/model/decisions.e2e',
  'workflows/model/decisions-at-the-worst-moment.e2e',
  'workflows/shared/notifications.e2e',
  'workflows/model/progress.e2e',
  'workflows/model/promises.e2e',
  'workflows/project/teardown-project.e2e',
  'workflows/sweep/sweep-models.e2e',
  'workflows/shared/search-attributes.e2e',
  'workflows/shared/tear-down-models.e2e',
  'workflows/shared/workflow-ids.e2e',
  'workflows/shared/time-from-the-start.e2e',
  'workflows/shared/abandoned-children.e2e',
  'activities/aws/attempts-reset.e2e',
  'client/joining.e2e',
  'client/paused-run.postgres',
  'client/list-command.e2e',
  'client/schedule-command.e2e',
  'client/sweep-command.e2e',
  'client/teardown-client.e2e',
  'worker/decisions-without-worker.e2e',
  'worker/suspended-worker.e2e',
  'worker/worker-process.e2e',
  'nexus/joining.e2e',
  'nexus/nexus.e2e',
].map((name) => `test/${name}.ts`);

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
    // Mocha only warns of a file that it does not find.
    await Promise.all(tests.map((file) => access(file)));
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
