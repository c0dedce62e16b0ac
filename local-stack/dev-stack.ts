import { randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import { cacheFolder } from './cache-folder.js';
import { temporalBinary } from './temporal-binary.js';
import { startTemporalServer, type TemporalServer } from './temporal-server.js';
import { endOf, nodeCommand, startTethered, type TetheredProcess } from './tethered-process.js';

export interface DevStack {
  /** `HOST:PORT` of the Temporal server. */
  readonly address: string;
  /** The Web UI; undefined where the server is the user's own. */
  readonly uiUrl: string | undefined;
  readonly taskQueue: string;
  readonly emulatorUrl: string;
  readonly models: readonly DevModel[];
  /** Resolves with one line when a part of the stack has ended by itself. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
}

export interface DevModel {
  readonly status: string;
  readonly arn: string;
}

// Not the default one: a worker with the user's own AWS credentials must never share a queue with this worker,
// which would look for their models in the emulator.
const OWN_QUEUE = 'model-teardown-dev';
const SPEED = 10;
// For Temporal's configuration: an empty file, unlike a missing one, makes its reader fail.
const NO_SUCH_FILE = cacheFolder('none.toml');
const START_LIMIT_MS = 60_000;

/**
 * Starts all that a teardown needs, on this machine and without AWS: a Temporal server (the one of
 * `TEMPORAL_ADDRESS` where that is set), the emulator with three models, and a worker.
 *
 * @param say called with one line before a step that takes long
 */
export async function startDevStack(say: (line: string) => void): Promise<DevStack> {
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (const part of started.splice(0).toReversed()) await part.stop();
  };
  try {
    const server = await temporalServer(say);
    const taskQueue = taskQueueOn(server);
    started.push(server);
    const emulator = startTethered(...commandOf('../emulator/main', '--speed', `${SPEED}`));
    started.push(emulator);
    const { models, url } = await modelsOf(emulator);
    const worker = startTethered(...commandOf('../worker/main'), workerEnv(server, taskQueue, url));
    started.push(worker);
    await lineOf(worker, 'worker', /polling task queue/);
    const broken = Promise.race([server.ended, endOf(emulator, 'emulator'), endOf(worker, 'worker')]);
    const { address, uiUrl } = server;
    return { address, uiUrl, taskQueue, emulatorUrl: url, models, broken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function temporalServer(say: (line: string) => void): Promise<TemporalServer> {
  const address = process.env['TEMPORAL_ADDRESS'];
  if (address)
    return { address, uiUrl: undefined, ended: new Promise(() => {}), stop: () => Promise.resolve() };
  return startTemporalServer({ binary: await temporalBinary(say), port: 7233, uiPort: 8233 });
}

/** On a server that others may use, a queue that no other stack has: each knows only the models of its own emulator. */
function taskQueueOn({ uiUrl }: TemporalServer): string {
  return uiUrl === undefined ? `${OWN_QUEUE}-${randomUUID().slice(0, 8)}` : OWN_QUEUE;
}

function commandOf(module: string, ...args: string[]): [string, string[]] {
  const [node, ...loader] = nodeCommand(module);
  return [node, [...loader, ...args]];
}

async function modelsOf(emulator: TetheredProcess): Promise<{ models: DevModel[]; url: string }> {
  const models: DevModel[] = [];
  emulator.onLine((line) => {
    const [, status = '', arn = ''] = /^(\S+) +(arn:\S+)$/.exec(line) ?? [];
    if (arn) models.push({ status, arn });
  });
  const line = await lineOf(emulator, 'emulator', /^emulator: Rekognition at /);
  return { models, url: line.slice(line.indexOf('http')) };
}

/** What clients and workers must agree on: the user's other commands have these settings too. */
const SHARED = ['TEARDOWN_ENCRYPTION_KEYS', 'TEARDOWN_SEARCH_ATTRIBUTES'];

/** The worker must neither see the user's AWS account nor, beside our own server, their Temporal settings. */
function workerEnv(
  { address, uiUrl }: TemporalServer,
  taskQueue: string,
  emulatorUrl: string,
): NodeJS.ProcessEnv {
  const hidden = uiUrl === undefined ? /^(AWS|TEARDOWN)_/ : /^(AWS|TEARDOWN|TEMPORAL)_/;
  const kept = Object.entries(process.env).filter(([name]) => SHARED.includes(name) || !hidden.test(name));
  return {
    ...Object.fromEntries(kept),
    ...(uiUrl === undefined ? {} : { TEMPORAL_ADDRESS: address, TEMPORAL_CONFIG_FILE: NO_SUCH_FILE }),
    TEARDOWN_TASK_QUEUE: taskQueue,
    LOG_LEVEL: 'WARN',
    AWS_ENDPOINT_URL_REKOGNITION: emulatorUrl,
    AWS_ENDPOINT_URL_CLOUDWATCH: emulatorUrl,
    AWS_ACCESS_KEY_ID: 'emulator',
    AWS_SECRET_ACCESS_KEY: 'emulator',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}

/** Waits for the line in which a process says that it is ready. */
function lineOf(process: TetheredProcess, name: string, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The ${name} did not start in time.`)), START_LIMIT_MS);
    process.onLine((line) => {
      if (!pattern.test(line)) return;
      clearTimeout(timer);
      resolve(line);
    });
    void endOf(process, name).then((line) => {
      clearTimeout(timer);
      reject(new Error(line));
    });
  });
}
