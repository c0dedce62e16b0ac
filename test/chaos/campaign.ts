import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { createGrpcRetries } from '../../client/grpc-retries.js';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { workflowBundle } from '../support/temporal/harness.js';
import { keepRuns, replayRuns } from '../support/temporal/replay-runs.js';
import { nameOf } from './aws-faults.js';
import { tookEffect } from './case.js';
import { createDice } from './dice.js';
import { drawScenario } from './draw-scenario.js';
import type { Journal, Trouble } from './journal.js';
import { judge, judgeSoFar } from './oracle.js';
import { RECORDS_BUCKET, startProcesses, type Lengths } from './processes.js';
import { startReceiver } from './receiver.js';
import type { Calm } from './run-chain.js';
import type { ServerKind } from './server.js';
import { play } from './play-scenario.js';

const DURATIONS = { starting: 800, stopping: 1200, deleting: 600 };
const READ_LAG_MS = 200;
/** So many times its duration a campaign lasts at most, if something never comes. */
const LONGEST = 8;
const BYSTANDERS = ['RUNNING', 'STOPPED', 'TRAINING_COMPLETED'];

const LENGTHS: Readonly<Record<'short' | 'long', Lengths>> = {
  short: {
    suspended: [5000, 9000],
    cut: [3000, 6000],
    refused: [10_000, 12_000],
    deaf: [5000, 10_000],
    peace: [8000, 15_000],
    serverPeace: [25_000, 40_000],
  },
  long: {
    suspended: [5000, 60_000],
    cut: [5000, 40_000],
    refused: [5000, 120_000],
    deaf: [5000, 60_000],
    peace: [30_000, 90_000],
    serverPeace: [30_000, 60_000],
  },
};

export interface CampaignOptions {
  readonly seed: number;
  /** When it has lasted for so long, in milliseconds, no teardown is started any more, and nothing goes wrong any more. */
  readonly durationMs: number;
  /** Whether all that is to be seen was seen; until then it goes on, since a busy machine does little in a minute. */
  readonly isEnough?: (seen: Seen) => boolean;
  readonly server?: ServerKind;
  /** How many at a time, at most. */
  readonly workers?: number;
  /** How many teardowns go on at a time. */
  readonly atATime?: number;
  /** Of what goes wrong for a while: in a short campaign all must come. */
  readonly lengths?: keyof typeof LENGTHS;
  readonly say?: (line: string) => void;
}

/** Figures of a campaign. */
export interface Seen {
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
  /** What went wrong for a while. */
  readonly troubles: Readonly<Record<string, number>>;
  readonly news: number;
  /** Records of deletions. */
  readonly records: number;
  readonly workerKills: number;
  readonly workersSuspended: number;
}

export interface Report extends Seen {
  readonly seed: number;
  readonly complaints: readonly string[];
}

/**
 * Teardowns by the hundred while AWS fails, people interfere, and workers and the server are killed, suspended and cut off
 * from each other.
 */
export async function campaign({
  seed,
  durationMs,
  isEnough = () => true,
  server = 'dev',
  workers = 3,
  atATime = 25,
  lengths = 'short',
  say = () => undefined,
}: CampaignOptions): Promise<Report> {
  const dice = createDice(seed);
  const chance = createDice(seed + 1);
  const emulator = await startEmulator({
    durations: DURATIONS,
    readLagMs: READ_LAG_MS,
    random: () => chance.number(),
  });
  emulator.addBucket(RECORDS_BUCKET);
  const receiver = await startReceiver();
  const troubles: Trouble[] = [];
  const processes = await startProcesses({
    server,
    workers,
    lengths: LENGTHS[lengths],
    emulator,
    receiver,
    troubles,
    dice: createDice(seed + 2),
  });
  const retries = createGrpcRetries();
  const connection = await Connection.connect({
    address: processes.address,
    interceptors: retries.interceptors,
  });
  const client = new Client({ connection });
  const { calls } = emulator;
  const journal: Journal = {
    models: new Map(),
    projects: new Map(),
    acts: [],
    ends: [],
    calls,
    troubles,
    news: receiver.news,
    records: () => emulator.objectsIn(RECORDS_BUCKET),
    readLagMs: READ_LAG_MS,
  };
  const calm: Calm = { since: undefined };
  const scene = { client, emulator, journal, calm };
  const bystanders = await addBystanders(emulator);

  const began = Date.now();
  let reportedAt = began;
  let scenarios = 0;
  const reportProgress = () => {
    reportedAt = Date.now();
    const megabytes = Math.round(process.memoryUsage.rss() / 1e6);
    say(
      `${Math.round((reportedAt - began) / 1000)} s: ${journal.ends.length} ended, ${calls.length} calls, ${megabytes} MB`,
    );
    for (const complaint of judgeSoFar(journal)) say(complaint);
  };
  const seen = (): Seen => ({ ...figures(journal), ...processes.counts });
  let broken: { readonly error: unknown } | undefined;
  const isOver = () => {
    if (broken) return true;
    const lasted = Date.now() - began;
    return lasted > LONGEST * durationMs || (lasted > durationMs && isEnough(seen()));
  };
  const inTurn = async () => {
    while (calm.since === undefined) {
      scenarios += 1;
      await play(drawScenario(dice, scenarios), scenarios, scene);
      if (calm.since !== undefined) calm.since = Math.max(calm.since, Date.now());
      if (Date.now() - reportedAt > 60_000) reportProgress();
    }
  };
  const quieten = async () => {
    while (!isOver()) await sleep(1000);
    calm.since = Infinity;
    await processes.calm();
    calm.since = Date.now();
  };
  let unreplayed: readonly string[] = [];
  try {
    // All of them end before anything is closed, or their calls would fail and hide why the first one did.
    const turns = Array.from({ length: atATime }, () =>
      inTurn().catch((error: unknown) => (broken ??= { error })),
    );
    await Promise.all([quieten(), ...turns]);
    if (broken) throw broken.error;
    // What comes too late would still be noticed.
    await sleep(1000);
    unreplayed = await replayRuns(client, { workflowBundle: workflowBundle() });
    for (const line of await keepRuns(client, runsOf(judge(journal)))) say(line);
  } finally {
    await retries.end(connection);
    await processes.stop();
    receiver.close();
  }
  const replayed = unreplayed.map((it) => `replay: ${it}`);
  const complaints = [...judge(journal), ...replayed, ...(await moved(emulator, bystanders))];
  await emulator.close();
  return { seed, complaints, ...seen() };
}

/** The workflows that tear down what the complaints are about. */
function runsOf(complaints: readonly string[]): string[] {
  const arns = new Set(complaints.flatMap((it) => /arn:aws:rekognition:[^ "]+\/\d+/.exec(it)?.[0] ?? []));
  return [...arns].map((arn) => `teardown-${arn.includes('/version/') ? 'model' : 'project'}/${arn}`);
}

function figures({ models, projects, ends, acts, calls, troubles, news, records }: Journal) {
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
    faults: countsOf(faults.map(nameOf)),
    troubles: countsOf(troubles.map(({ kind }) => kind)),
    news: news.length,
    records: Object.keys(records()).length,
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
    before === after ? [] : [`rule 1: ${arn}, which nobody named, was ${before} and is ${after}`],
  );
}

function countsOf(all: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}
