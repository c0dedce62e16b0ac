// Time and memory of listing many running teardowns from the command line: `npm run bench`. No worker runs: lists read
// Temporal's visibility store only.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import PQueue from 'p-queue';
import { parseProjectVersionArn } from '../contract/arn.js';
import { TEARDOWN_MODEL, teardownModelWorkflowId } from '../contract/names.js';
import { searchAttributesOf } from '../contract/search-attributes.js';
import { temporalBinary } from '../local-stack/temporal-binary.js';
import { startTemporalServer } from '../local-stack/temporal-server.js';
import { printTable } from '../scripts/table.js';

const SIZE = Number(process.argv[2] ?? 10_000);
/** Of the teardowns, one of so many waits for approval; the others are in a phase that lists can't be filtered by. */
const ONE_WAITS_OF = 100;
const MOST_STARTS_AT_A_TIME = 50;
const COMMAND_LINE = fileURLToPath(new URL('../dist/client/commands/main.js', import.meta.url));
/** Preloaded by each command: writes the most memory that the process has had, in kilobytes. */
const TELL_MEMORY = `--import=data:text/javascript,process.on('exit',()=>console.error('kB',process.resourceUsage().maxRSS))`;

const run = promisify(execFile);
const binary = await temporalBinary(console.log);
const server = await startTemporalServer({ binary });
const connection = await Connection.connect({ address: server.address });
const client = new Client({ connection });

await start();
const waiting = Math.ceil(SIZE / ONE_WAITS_OF);
printTable(
  `${SIZE} running teardowns, listed`,
  ['command', 'listed', 'time', 'memory at most'],
  [
    await measure(['list', '--limit', '20', '--json'], 20),
    await measure(['list', '--awaiting-approval', '--limit', `${SIZE}`, '--json'], waiting),
    await measure(['list', '--project', 'project-7', '--limit', `${SIZE}`, '--json'], SIZE / 20),
    await measure(['list', '--running', '--limit', `${SIZE}`, '--json'], SIZE),
    await measureTemporal(),
  ],
);
await connection.close();
await server.stop();

async function start(): Promise<void> {
  const queue = new PQueue({ concurrency: MOST_STARTS_AT_A_TIME });
  const numbers = Array.from({ length: SIZE }, (_, n) => n);
  await queue.addAll(numbers.map((n) => () => startTeardown(n)));
  // Visibility may be behind.
  while ((await client.workflow.count()).count < SIZE) await sleep(200);
}

async function startTeardown(n: number): Promise<void> {
  const arn = parseProjectVersionArn(
    `arn:aws:rekognition:eu-west-1:111111111111:project/project-${n % 20}/version/v${n}/1700000000000`,
  );
  if (!arn) throw new Error(`This is no ARN: ${n}`);
  const phase = n % ONE_WAITS_OF === 0 ? 'awaitingApproval' : 'looking';
  await client.workflow.start(TEARDOWN_MODEL, {
    taskQueue: 'nobody-polls',
    workflowId: teardownModelWorkflowId(arn.arn),
    args: [arn.arn],
    memo: { requestedBy: 'nightly' },
    typedSearchAttributes: searchAttributesOf(
      { projectVersionArn: arn.arn, requestedBy: 'nightly' },
      { phase },
    ),
  });
}

async function measure(args: readonly string[], expected: number): Promise<string[]> {
  const { stdout, stderr, seconds } = await timed(process.execPath, [COMMAND_LINE, ...args]);
  const listed = (JSON.parse(stdout) as unknown[]).length;
  if (listed !== expected) throw new Error(`Listed ${listed} instead of ${expected}: ${args.join(' ')}`);
  const kilobytes = Number(/kB (\d+)/.exec(stderr)?.[1]);
  return [`teardown ${args.join(' ')}`, `${listed}`, seconds, `${Math.round(kilobytes / 1024)} MB`];
}

/** Lists the same by Temporal's own command line. */
async function measureTemporal(): Promise<string[]> {
  const args = ['workflow', 'list', '--limit', `${SIZE}`, '--output', 'json', '--address', server.address];
  const { stdout, seconds } = await timed(binary, args);
  return ['temporal workflow list --output json', `${(JSON.parse(stdout) as unknown[]).length}`, seconds, ''];
}

async function timed(command: string, args: readonly string[]) {
  const began = performance.now();
  const env = { ...process.env, TEMPORAL_ADDRESS: server.address, NODE_OPTIONS: TELL_MEMORY };
  const output = await run(command, args, { env, maxBuffer: 1024 ** 3 });
  return { ...output, seconds: `${((performance.now() - began) / 1000).toFixed(1)} s` };
}
