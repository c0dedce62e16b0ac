// What a teardown costs in history and in AWS calls, and how late it notices: `npm run bench`. Everything is run by
// a real worker against the emulator; the hours pass on Temporal's time-skipping test server.
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { startEmulator, type Emulator } from '../emulator/emulator.js';
import type { ModelSeed } from '../emulator/seeds.js';
import { startTimeSkipping } from '../test/support/temporal/time-skipping-server.js';
import { CONTENDERS, start, type Contender } from './contenders.js';
import { printTable } from '../scripts/table.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } });
const { environment, stop } = await startTimeSkipping();

interface Measured {
  readonly events: number;
  /** Of the history in JSON, which is larger than what the server stores, by as much for all. */
  readonly bytes: number;
  readonly calls: number;
  readonly lagMs: number;
}

/** Tears one model down; `lagMs` is from the first of its changes to the first call that acts on it. */
async function measure(
  contender: Contender,
  emulator: Emulator,
  seed: Partial<ModelSeed>,
): Promise<Measured> {
  const projectArn = await emulator.addProject({ name: `project-${emulator.calls.length}` });
  const arn = await emulator.addModel({ projectArn, name: 'v1', ...seed });
  const createdAt = await environment.currentTimeMs();
  const before = emulator.calls.length;
  const handle = await start(environment.client, contender, arn);
  await handle.result();
  const history = await handle.fetchHistory();
  const calls = emulator.calls.slice(before);
  const deleted = calls.find(({ operation }) => operation === 'DeleteProjectVersion');
  const changed = createdAt + (seed.becomes?.[0]?.afterMs ?? 0);
  return {
    events: history.events?.length ?? 0,
    bytes: JSON.stringify(historyToJSON(history)).length,
    calls: calls.length,
    lagMs: (deleted?.at ?? NaN) - changed,
  };
}

const trainedAfter = (afterMs: number) => [{ afterMs, status: 'TRAINING_COMPLETED' }];

async function compare(title: string, seeds: readonly (readonly [string, Partial<ModelSeed>, number?])[]) {
  const rows: string[][] = [];
  for (const [what, seed, stopping = 0] of seeds) {
    for (const contender of CONTENDERS) {
      const emulator = await startEmulator({
        clock: () => environment.currentTimeMs(),
        durations: { stopping },
      });
      const worker = await contender.createWorker(environment.nativeConnection, emulator.url, () =>
        environment.currentTimeMs(),
      );
      const { events, bytes, calls, lagMs } = await worker.runUntil(measure(contender, emulator, seed));
      await emulator.close();
      const lag = seed.becomes ? `${(lagMs / MINUTE).toFixed(1)} min` : '';
      rows.push([what, contender.name, `${events}`, `${Math.round(bytes / 1024)} kB`, `${calls}`, lag]);
    }
  }
  printTable(title, ['case', 'who', 'history events', 'history in JSON', 'AWS calls', 'noticed after'], rows);
}

await compare('RUNNING -> deleted, by how long Stop takes', [
  ['2 min', { status: 'RUNNING' }, 2 * MINUTE],
  ['20 min', { status: 'RUNNING' }, 20 * MINUTE],
  ['12 h', { status: 'RUNNING' }, 12 * HOUR],
]);
await compare('TRAINING_IN_PROGRESS -> deleted, by how long it still trains', [
  ['1 h', { status: 'TRAINING_IN_PROGRESS', becomes: trainedAfter(HOUR) }],
  // Not a whole number of periods, at whose ends the workflow looks by itself.
  ['24 h 50 min', { status: 'TRAINING_IN_PROGRESS', becomes: trainedAfter(24 * HOUR + 50 * MINUTE) }],
]);
await stop();
