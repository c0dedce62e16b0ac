import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator, type Call, type Emulator } from '../../emulator/emulator.js';
import type { End } from '../report-ends.js';
import type { Contender, Teardown } from './contenders.js';
import { untilStopping, type Scenario } from './scenarios.js';

const LIMIT_MS = 60_000;
const DURATIONS = { stopping: 8000, deleting: 4000 };

export interface Measured {
  readonly end: string;
  readonly tookMs: number;
  readonly calls: number;
  /** The status of the model at the emulator when the teardown had ended, or after the limit. */
  readonly model: string;
  readonly events: number | undefined;
  /** The last error that AWS answered, or that the contender ended with: why it is not done. */
  readonly why: string;
}

/**
 * Runs one scenario for all contenders side by side: all of their processes are ready before the first teardown begins.
 * Undefined are those that a killed process says nothing of.
 */
export async function measureAll(
  scenario: Scenario,
  contenders: readonly Contender[],
): Promise<readonly (Measured | undefined)[]> {
  const prepared = await Promise.all(
    contenders.map(async (contender) => {
      if (scenario.killed && contender.storesInProcess) return undefined;
      const emulator = await startEmulator({ durations: DURATIONS });
      return { emulator, teardown: await contender.prepare(emulator.url) };
    }),
  );
  try {
    return await Promise.all(
      prepared.map(async (it) => (it ? measure(scenario, it.emulator, it.teardown) : undefined)),
    );
  } finally {
    await Promise.all(
      prepared.map(async (it) => {
        await it?.teardown.stop();
        await it?.emulator.close();
      }),
    );
  }
}

async function measure(scenario: Scenario, emulator: Emulator, teardown: Teardown): Promise<Measured> {
  const projectArn = await emulator.addProject({ name: `project-${Date.now()}` });
  const arn = await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING' });
  if (scenario.fault) emulator.faults.add(scenario.fault);
  const began = Date.now();
  const over = new AbortController();
  const killed = scenario.killed
    ? untilStopping(emulator, over.signal).then(() => teardown.killAndRestart())
    : Promise.resolve();
  const late = sleep(LIMIT_MS, undefined, { signal: over.signal });
  const end = await Promise.race([teardown.begin(arn), late]);
  const tookMs = Date.now() - began;
  const model = (await emulator.statusOf(arn)) ?? 'gone';
  over.abort();
  await Promise.allSettled([killed, late]);
  const { calls } = emulator;
  return {
    end: verdict(end ?? undefined, model),
    tookMs,
    calls: calls.length,
    model,
    events: end?.events,
    why: end?.error?.replaceAll(arn, 'ARN') ?? lastError(calls),
  };
}

function verdict(end: End | undefined, model: string): string {
  if (end === undefined) return `not after ${LIMIT_MS / 1000} s`;
  if (end.result !== 'deleted') return 'failed';
  return model === 'gone' ? 'deleted' : 'wrongly: deleted';
}

function lastError(calls: readonly Call[]): string {
  const failed = calls.findLast(({ error }) => error !== undefined);
  return failed ? `${failed.operation}: ${failed.error}` : '';
}
