import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { createDice, type Dice } from './dice.js';
import type { Journal } from './journal.js';
import { judge, tookEffect } from './oracle.js';
import { act } from './people.js';
import { startProcesses } from './processes.js';
import { drawStory, type Story } from './story.js';

/** Together three of ten calls. */
const FAULTS = [
  ['throttle', 0.06],
  ['serverError', 0.06],
  ['reset', 0.05],
  ['loseResponse', 0.08],
  ['garbage', 0.04],
  ['hang', 0.005],
  [{ code: 'ProvisionedThroughputExceededException', statusCode: 400 }, 0.03],
] as const;
const DURATIONS = { starting: 800, stopping: 1200, deleting: 600 };
const AT_A_TIME = 25;
const LIMIT_MS = 90_000;
const BYSTANDERS = ['RUNNING', 'STOPPED', 'TRAINING_COMPLETED'];

export interface CampaignOptions {
  readonly seed: number;
  /** No teardown is started later, in milliseconds. */
  readonly durationMs: number;
  readonly say?: (line: string) => void;
}

export interface Report {
  readonly seed: number;
  readonly complaints: readonly string[];
  readonly teardowns: number;
  /** How many ended how. */
  readonly ends: Readonly<Record<string, number>>;
  readonly acts: number;
  readonly calls: number;
  readonly faults: number;
  readonly kills: number;
  readonly restarts: number;
}

/** Teardowns by the hundred while AWS fails, people interfere, workers are killed and the server restarts. */
export async function campaign({
  seed,
  durationMs,
  say = () => undefined,
}: CampaignOptions): Promise<Report> {
  const dice = createDice(seed);
  const chance = createDice(seed + 1);
  const emulator = await startEmulator({ durations: DURATIONS, random: () => chance.number() });
  const processes = await startProcesses(emulator.url, createDice(seed + 2));
  const connection = await Connection.connect({ address: processes.address });
  const client = new Client({ connection });
  const journal: Journal = {
    named: new Map(),
    bystanders: new Set(),
    acts: [],
    ends: [],
    calls: emulator.calls,
  };
  const statuses = await addBystanders(emulator, journal);
  for (const [kind, rate] of FAULTS) emulator.faults.add({ kind, rate });

  const began = Date.now();
  let told = began;
  const inTurn = async () => {
    while (Date.now() - began < durationMs) {
      await tell(drawStory(dice), dice, client, emulator, journal);
      if (Date.now() - told > 30_000) {
        told = Date.now();
        say(`${Math.round((told - began) / 1000)} s: ${journal.ends.length} teardowns have ended`);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_A_TIME }, inTurn));
  } finally {
    processes.calm();
    await connection.close();
    await processes.stop();
  }
  const complaints = [...judge(journal), ...(await moved(emulator, statuses))];
  await emulator.close();
  return {
    seed,
    complaints,
    teardowns: journal.named.size,
    ends: countsOf(journal.ends.map(({ how }) => how)),
    acts: journal.acts.length,
    calls: emulator.calls.length,
    faults: emulator.calls.filter((call) => call.fault !== undefined || !tookEffect(call)).length,
    ...processes.counts,
  };
}

async function tell(
  { status, becomes, terms, acts }: Story,
  dice: Dice,
  client: Client,
  emulator: Emulator,
  journal: Journal,
): Promise<void> {
  const projectArn = await emulator.addProject({
    name: `project-${journal.named.size}-${dice.int(0, 9999)}`,
    // As many models run in an account as may: each story has one to itself.
    accountId: `${200_000_000_000 + journal.named.size}`,
  });
  const arn = await emulator.addModel({ projectArn, name: 'v1', status, ...(becomes && { becomes }) });
  journal.named.set(arn, terms);
  const handle = await patiently(() =>
    client.workflow.start('teardownModel', {
      taskQueue: 'chaos',
      workflowId: `teardown-model/${arn}`,
      workflowIdConflictPolicy: 'USE_EXISTING',
      args: [{ projectVersionArn: arn, ...terms }],
    }),
  );
  const over = new AbortController();
  const doing = acts.map(async ({ afterMs, act: what }) => {
    const isTime = await sleep(afterMs, true, { signal: over.signal }).catch(() => false);
    if (isTime) await act(what, arn, handle, emulator, journal);
  });
  const how = await endOf(handle);
  journal.ends.push({ arn, at: Date.now(), how, status: await emulator.statusOf(arn) });
  over.abort();
  await Promise.all(doing);
}

/** How a run ended, asked again and again of a server that may be down. */
async function endOf(handle: WorkflowHandle): Promise<string> {
  const limit = Date.now() + LIMIT_MS;
  while (Date.now() < limit) {
    const { status } = await patiently(() => handle.describe());
    if (status.name === 'COMPLETED') {
      return ((await patiently(() => handle.result())) as { outcome: string }).outcome;
    }
    if (status.name === 'CANCELLED') return 'cancelled';
    if (status.name !== 'RUNNING') {
      const { events } = await patiently(() => handle.fetchHistory());
      const failure = events?.at(-1)?.workflowExecutionFailedEventAttributes?.failure;
      return failure?.applicationFailureInfo?.type ?? `${status.name}: ${JSON.stringify(failure)}`;
    }
    await sleep(200);
  }
  return 'still running';
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const limit = Date.now() + LIMIT_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > limit) throw error;
      await sleep(300);
    }
  }
}

async function addBystanders(emulator: Emulator, journal: Journal): Promise<Map<string, string>> {
  const statuses = new Map<string, string>();
  const projectArn = await emulator.addProject({ name: 'bystanders' });
  for (const status of BYSTANDERS) {
    const arn = await emulator.addModel({ projectArn, name: `v-${status}`, status });
    journal.bystanders.add(arn);
    statuses.set(arn, status);
  }
  return statuses;
}

async function moved(emulator: Emulator, statuses: ReadonlyMap<string, string>): Promise<string[]> {
  const now = await Promise.all(
    [...statuses].map(async ([arn, before]) => [arn, before, await emulator.statusOf(arn)] as const),
  );
  return now.flatMap(([arn, before, after]) =>
    before === after ? [] : [`${arn}, which nobody named, was ${before} and is ${after}`],
  );
}

function countsOf(all: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}
