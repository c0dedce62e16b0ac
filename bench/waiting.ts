// What teardowns cost that wait for a training to end: memory of the process that runs them, and whether all of them
// finish: `npm run bench`. The contenders run one after the other, each in a process of its own.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { teardownModelWorkflowId } from '../contract/names.js';
import type { ProjectVersionArn } from '../contract/arn.js';
import { startEmulator, type Emulator } from '../emulator/emulator.js';
import { temporalBinary } from '../local-stack/temporal-binary.js';
import { startTemporalServer } from '../local-stack/temporal-server.js';
import { NAMES, startContender, type ContenderName, type ContenderProcess } from './contender-process.js';
import type { End } from './report-ends.js';
import { startPostgres } from '../local-stack/postgres.js';
import { printTable } from '../scripts/table.js';

const SIZES = (process.argv[2] ?? '1000,10000').split(',').map(Number);
const CONTENDERS = (process.argv[3] ?? 'ours,naive,script,dbos').split(',') as ContenderName[];
const LIMIT_MS = Number(process.argv[4] ?? 15) * 60_000;
const HOUR = 3_600_000;
const ACCOUNTS = 20;
const MODELS_PER_PROJECT = 100;
/** Long enough for garbage to be collected, and for the naive ones to have looked once more. */
const SETTLE_MS = 30_000;

async function addModels(emulator: Emulator, size: number): Promise<string[]> {
  const arns: string[] = [];
  const createdAt = Date.now() - 10 * HOUR;
  for (let project = 0; arns.length < size; project += 1) {
    const accountId = `${100_000_000_000 + (project % ACCOUNTS)}`;
    const projectArn = await emulator.addProject({ name: `project-${project}`, accountId });
    for (let n = 0; n < MODELS_PER_PROJECT && arns.length < size; n += 1) {
      const model = { projectArn, name: `v${n}`, status: 'TRAINING_IN_PROGRESS', becomes: [], createdAt };
      arns.push(await emulator.addModel(model));
    }
  }
  return arns;
}

/** Has all of them torn down; returns how many have ended so far. */
async function start(
  name: ContenderName,
  { child }: ContenderProcess,
  client: Client,
  arns: readonly string[],
): Promise<() => Promise<number>> {
  if (name === 'script' || name === 'dbos') {
    let ended = 0;
    child.on('message', ({ error }: End) => (ended += error === undefined ? 1 : 0));
    child.send(arns);
    return () => Promise.resolve(ended);
  }
  const [type, taskQueue] =
    name === 'ours' ? ['teardownModel', 'model-teardown'] : ['naiveTeardown', 'naive'];
  for (let at = 0; at < arns.length; at += 100) {
    await Promise.all(
      arns.slice(at, at + 100).map((arn) => {
        const workflowId = idOf(name, arn);
        return client.workflow.start(type, { taskQueue, workflowId, args: [arn] });
      }),
    );
  }
  return async () => (await client.workflow.count("ExecutionStatus = 'Completed'")).count;
}

function idOf(name: ContenderName, arn: string): string {
  return name === 'ours' ? teardownModelWorkflowId(arn as ProjectVersionArn) : `naive/${arn}`;
}

/** How many of the models have been described, by themselves or with their whole project. */
function lookedAt({ calls }: Emulator, arns: readonly string[]): number {
  const described = new Set(
    calls
      .filter(({ operation }) => operation === 'DescribeProjectVersions')
      .flatMap(({ input }) => {
        const { ProjectArn, VersionNames } = JSON.parse(input) as DescribeInput;
        return VersionNames?.map((name) => `${nameOf(ProjectArn)}/${name}`) ?? [nameOf(ProjectArn)];
      }),
  );
  return arns.filter(
    (arn) => described.has(nameOf(arn)) || described.has(`${nameOf(arn)}/${arn.split('/')[3]}`),
  ).length;
}

interface DescribeInput {
  readonly ProjectArn: string;
  readonly VersionNames?: readonly string[];
}

/** The project's name, in its ARN or in that of one of its models. */
function nameOf(arn: string): string {
  return arn.split('/')[1] ?? '';
}

async function until(check: () => boolean | Promise<boolean>): Promise<number> {
  const began = Date.now();
  while (!(await check()) && Date.now() - began < LIMIT_MS) await sleep(1000);
  return Date.now() - began;
}

async function measure(
  name: ContenderName,
  size: number,
  databaseUrl: string | undefined,
): Promise<string[]> {
  const server = await startTemporalServer({ binary: await temporalBinary(console.log) });
  const emulator = await startEmulator();
  const connection = await Connection.connect({ address: server.address });
  const contender = await startContender(name, {
    TEMPORAL_ADDRESS: server.address,
    AWS_ENDPOINT_URL: emulator.url,
    TEARDOWN_ROLE_ARN: 'arn:aws:iam::{account}:role/model-teardown',
    TEARDOWN_QUOTA_SHARE: '1',
    DBOS_SYSTEM_DATABASE_URL: databaseUrl,
  });
  try {
    await sleep(2000);
    const idle = contender.rss();
    const arns = await addModels(emulator, size);
    const began = Date.now();
    const client = new Client({ connection });
    const ended = await start(name, contender, client, arns);
    await until(() => lookedAt(emulator, arns) >= size);
    const startedMs = Date.now() - began;
    await sleep(SETTLE_MS);
    const waiting = contender.rss();
    for (const arn of arns) await emulator.setStatus(arn, 'TRAINING_COMPLETED');
    const finishing = Date.now();
    if (name === 'ours') await checkNow(client, arns);
    await until(async () => (await ended()) >= size);
    return [
      NAMES[name],
      `${size}`,
      `${Math.round(idle / 1024)} MB`,
      `${Math.round(waiting / 1024)} MB`,
      `${((waiting - idle) / size).toFixed(1)} kB`,
      `${Math.round(startedMs / 1000)} s`,
      `${await ended()} of ${size}`,
      `${Math.round((Date.now() - finishing) / 1000)} s`,
    ];
  } finally {
    await contender.stop();
    await connection.close();
    await Promise.all([emulator.close(), server.stop()]);
  }
}

async function checkNow(client: Client, arns: readonly string[]): Promise<void> {
  for (let at = 0; at < arns.length; at += 100) {
    const some = arns.slice(at, at + 100).map((arn) => client.workflow.getHandle(idOf('ours', arn)));
    // Some have noticed it by themselves, and ended.
    await Promise.all(some.map((handle) => handle.signal('checkNow').catch(() => undefined)));
  }
}

const rows: string[][] = [];
for (const size of SIZES) {
  for (const name of CONTENDERS) {
    const postgres = name === 'dbos' ? await startPostgres() : undefined;
    if (name === 'dbos' && postgres === undefined) {
      console.log('DBOS Transact is left out: no PostgreSQL is installed here.');
      continue;
    }
    rows.push(await measure(name, size, postgres?.url));
    console.log(rows.at(-1)?.join(' | '));
    await postgres?.stop();
  }
}
printTable(
  'Waiting for trainings',
  ['who', 'teardowns', 'idle', 'waiting', 'each', 'all looked at after', 'finished', 'after'],
  rows,
);
