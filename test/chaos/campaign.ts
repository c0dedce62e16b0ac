import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { tookEffect } from './case.js';
import { createDice } from './dice.js';
import type { Journal } from './journal.js';
import { judge, judgeSoFar } from './oracle.js';
import { startProcesses } from './processes.js';
import { drawStory } from './story.js';
import { tell } from './telling.js';

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
const READ_LAG_MS = 200;
const AT_A_TIME = 25;
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
  /** Models that were to be torn down, and projects. */
  readonly models: number;
  readonly projects: number;
  /** How many of each ended how. */
  readonly ends: Readonly<Record<string, number>>;
  readonly projectEnds: Readonly<Record<string, number>>;
  readonly acts: Readonly<Record<string, number>>;
  readonly calls: number;
  /** By AWS's own rules: in use, not found. */
  readonly refused: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly workerKills: number;
  readonly serverKills: number;
}

/** Teardowns by the hundred while AWS fails, people interfere, and workers and the server are killed. */
export async function campaign({
  seed,
  durationMs,
  say = () => undefined,
}: CampaignOptions): Promise<Report> {
  const dice = createDice(seed);
  const chance = createDice(seed + 1);
  const emulator = await startEmulator({
    durations: DURATIONS,
    readLagMs: READ_LAG_MS,
    random: () => chance.number(),
  });
  const processes = await startProcesses(emulator.url, createDice(seed + 2));
  const connection = await Connection.connect({ address: processes.address });
  const client = new Client({ connection });
  const { calls } = emulator;
  const journal: Journal = { models: new Map(), projects: new Map(), acts: [], ends: [], calls };
  const scene = { client, emulator, journal, readLagMs: READ_LAG_MS };
  const bystanders = await addBystanders(emulator);
  for (const [kind, rate] of FAULTS) emulator.faults.add({ kind, rate });

  const began = Date.now();
  let told = began;
  let stories = 0;
  const inTurn = async () => {
    while (Date.now() - began < durationMs) {
      stories += 1;
      await tell(drawStory(dice), stories, scene);
      if (Date.now() - told > 60_000) {
        told = Date.now();
        const megabytes = Math.round(process.memoryUsage.rss() / 1e6);
        say(
          `${Math.round((told - began) / 1000)} s: ${journal.ends.length} ended, ${calls.length} calls, ${megabytes} MB`,
        );
        for (const complaint of judgeSoFar(journal)) say(complaint);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_A_TIME }, inTurn));
    // What comes too late would still be noticed.
    await sleep(1000);
  } finally {
    processes.calm();
    await connection.close();
    await processes.stop();
  }
  const complaints = [...judge(journal), ...(await moved(emulator, bystanders))];
  await emulator.close();
  return { seed, complaints, ...figures(journal), ...processes.counts };
}

function figures({ models, projects, ends, acts, calls }: Journal) {
  const of = (named: ReadonlyMap<string, unknown>) => ends.filter(({ arn }) => named.has(arn));
  const faults = calls.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
  return {
    models: models.size,
    projects: projects.size,
    ends: countsOf(of(models).map(({ how }) => how)),
    projectEnds: countsOf(of(projects).map(({ how }) => how)),
    acts: countsOf(acts.map(({ act }) => act)),
    calls: calls.length,
    refused: calls.filter((call) => call.fault === undefined && !tookEffect(call)).length,
    faults: countsOf(faults.map((fault) => (typeof fault === 'string' ? fault : fault.code))),
  };
}

/** Models that nobody names, with the status that they are to keep. */
async function addBystanders(emulator: Emulator): Promise<Map<string, string>> {
  const statuses = new Map<string, string>();
  const projectArn = await emulator.addProject({ name: 'bystanders' });
  for (const status of BYSTANDERS) {
    statuses.set(await emulator.addModel({ projectArn, name: `v-${status}`, status }), status);
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
