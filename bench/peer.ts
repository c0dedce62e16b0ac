// A contender in a process of its own: `peer.js naive|dbos|script`. Prints that it is ready, takes the ARNs of what to tear
// down as messages where Temporal does not bring them, and sends how each of them ended.
import { setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createNaiveActivities } from './naive/activities.js';
import { createNaiveClients } from './naive/client.js';
import { tearDownByScript } from './naive/script.js';
import { reportEnds } from './report-ends.js';

const pollMs = Number(process.env['POLL_MS'] ?? 30_000);
const aws = createNaiveActivities(createNaiveClients(process.env['AWS_ENDPOINT_URL'] ?? ''));

/** A worker as the tutorials have it: it bundles the workflows as it starts. */
async function runNaiveWorker(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
  const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
  const worker = await Worker.create({
    connection,
    taskQueue: 'naive',
    workflowsPath: fileURLToPath(new URL('naive/workflows.js', import.meta.url)),
    activities: aws,
  });
  const running = worker.run();
  console.log('ready');
  await running;
}

switch (process.argv[2]) {
  case 'naive':
    await runNaiveWorker();
    break;
  case 'dbos': {
    const { countDbosSteps, launchDbos, tearDownByDbos } = await import('./dbos/teardown.js');
    await launchDbos(process.env['DBOS_SYSTEM_DATABASE_URL'] ?? '', aws);
    reportEnds(async (arn) => ({
      result: await tearDownByDbos(arn, pollMs),
      events: await countDbosSteps(arn),
    }));
    break;
  }
  default: {
    const over = new AbortController();
    setMaxListeners(0, over.signal);
    reportEnds(async (arn) => ({ result: await tearDownByScript(aws, arn, over.signal, pollMs) }));
  }
}
