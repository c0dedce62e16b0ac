// What a teardown costs in history and in AWS calls, and how late it notices: `npm run bench`. Everything is run by
// a real worker against the emulator; the hours pass on Temporal's time-skipping test server.
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { startEmulator, type Emulator } from '../emulator/emulator.js';
import type { ModelSeed } from '../emulator/seeds.js';
import { startTimeSkipping } from '../test/support/temporal/time-skipping-server.js';
import { Attempts, billableActions } from './billable-actions.js';
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
  readonly actions: number;
  readonly calls: number;
  readonly lagMs: number;
}

interface Case {
  readonly what: string;
  readonly seed: Partial<ModelSeed>;
  readonly stopping?: number;
  /** Which only ours knows. */
  readonly terms?: object | undefined;
}

/** Tears one model down; `lagMs` is from the first of its changes to the first call that acts on it. */
async function measure(
  contender: Contender,
  emulator: Emulator,
  { seed, terms, attempts }: Pick<Case, 'seed' | 'terms'> & { readonly attempts: Attempts },
): Promise<Measured> {
  const projectArn = await emulator.addProject({ name: `project-${emulator.calls.length}` });
  const arn = await emulator.addModel({ projectArn, name: 'v1', ...seed });
  const createdAt = await environment.currentTimeMs();
  const before = emulator.calls.length;
  const handle = await start(environment.client, contender, arn, terms);
  await handle.result();
  const history = await handle.fetchHistory();
  const calls = emulator.calls.slice(before);
  const deleted = calls.find(({ operation }) => operation === 'DeleteProjectVersion');
  const changed = createdAt + (seed.becomes?.[0]?.afterMs ?? 0);
  return {
    events: history.events?.length ?? 0,
    bytes: JSON.stringify(historyToJSON(history)).length,
    actions: billableActions(history, attempts.count),
    calls: calls.length,
    lagMs: (deleted?.at ?? NaN) - changed,
  };
}

const trainedAfter = (afterMs: number) => [{ afterMs, status: 'TRAINING_COMPLETED' }];

async function compare(title: string, cases: readonly Case[]) {
  const rows: string[][] = [];
  for (const { what, seed, stopping = 0, terms } of cases) {
    for (const contender of terms === undefined ? CONTENDERS : CONTENDERS.slice(0, 1)) {
      const emulator = await startEmulator({
        clock: () => environment.currentTimeMs(),
        durations: { stopping },
      });
      const attempts = new Attempts();
      const worker = await contender.createWorker(environment.nativeConnection, emulator.url, {
        clock: () => environment.currentTimeMs(),
        interceptors: { activity: [attempts.interceptor] },
      });
      const { events, bytes, actions, calls, lagMs } = await worker.runUntil(
        measure(contender, emulator, { seed, terms, attempts }),
      );
      await emulator.close();
      const lag = seed.becomes ? `${(lagMs / MINUTE).toFixed(1)} min` : '';
      const json = `${Math.round(bytes / 1024)} kB`;
      rows.push([what, contender.name, `${events}`, json, `${actions}`, `${calls}`, lag]);
    }
  }
  const figures = ['history events', 'history in JSON', 'billable actions', 'AWS calls', 'noticed after'];
  printTable(title, ['case', 'who', ...figures], rows);
}

await compare('RUNNING -> deleted, by how long Stop takes', [
  { what: '2 min', seed: { status: 'RUNNING' }, stopping: 2 * MINUTE },
  { what: '20 min', seed: { status: 'RUNNING' }, stopping: 20 * MINUTE },
  { what: '12 h', seed: { status: 'RUNNING' }, stopping: 12 * HOUR },
]);
await compare('TRAINING_IN_PROGRESS -> deleted, by how long it still trains', [
  { what: '1 h', seed: { status: 'TRAINING_IN_PROGRESS', becomes: trainedAfter(HOUR) } },
  // Not a whole number of periods, at whose ends the workflow looks by itself.
  {
    what: '24 h 50 min',
    seed: { status: 'TRAINING_IN_PROGRESS', becomes: trainedAfter(24 * HOUR + 50 * MINUTE) },
  },
]);
await compare('STOPPED -> deleted, by its grace period', [
  { what: '14 d', seed: { status: 'STOPPED' }, terms: { gracePeriod: '14d' } },
]);
await stop();
