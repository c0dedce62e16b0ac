import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DEFAULT_TASK_QUEUE, teardownModelWorkflowId } from '../contract/names.js';
import { startEmulator, type Emulator } from '../emulator/emulator.js';
import { temporalBinary } from '../local-stack/temporal-binary.js';
import { startTemporalServer, type TemporalServer } from '../local-stack/temporal-server.js';
import { eventually } from './support/eventually.js';
import { packPackages } from './support/processes/built-packages.js';
import { startCommand } from './support/processes/compiled-command.js';
import { pythonPackages, TEMPORALIO } from './support/processes/python-packages.js';
import { startHarness, type Harness } from './support/temporal/harness.js';

const run = promisify(execFile);
const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url));
const NEST = ['common', 'core', 'platform-express'].map((name) => `@nestjs/${name}@11.2.10`);
const TOOLS = [
  'reflect-metadata@0.2.2',
  'rxjs@7.8.2',
  'typescript@5.9.3',
  'esbuild@0.28.2',
  '@types/node@22',
  '@types/aws-lambda@8.10.164',
];
/** As a new project of NestJS 11 has them. */
const NEST_OPTIONS = {
  module: 'nodenext',
  target: 'es2023',
  strict: true,
  skipLibCheck: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

describe('the example for', function () {
  let folder: string;
  let server: TemporalServer;
  let emulator: Emulator;
  let harness: Harness;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'frameworks-'));
    const { callers } = await packPackages(folder);
    await writeFile(join(folder, 'package.json'), '{ "name": "backend", "private": true }');
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    await call('npm', [...install, callers, ...NEST, ...TOOLS]);
    // Its own: the examples use the default task queue.
    server = await startTemporalServer({ binary: await temporalBinary(console.log) });
    emulator = await startEmulator({ durations: { stopping: 300, deleting: 300 } });
    const beside = { taskQueue: DEFAULT_TASK_QUEUE, emulator };
    harness = await startHarness({ address: server.address, beside });
    env = { TEMPORAL_ADDRESS: server.address };
  });
  after(async () => {
    await harness?.close();
    await Promise.all([emulator?.close(), server?.stop(), rm(folder, { recursive: true })]);
  });

  async function call(program: string, args: readonly string[]): Promise<string> {
    const { stdout } = await run(program, args, { cwd: folder, env: { ...process.env, ...env } }).catch(
      (error: { stdout: string; stderr: string }) => {
        throw new Error(`${program}: ${error.stdout}${error.stderr}`, { cause: error });
      },
    );
    return stdout;
  }
  const tool = (name: string, ...args: string[]) => call(join(folder, 'node_modules/.bin', name), args);
  const example = async (name: string, compilerOptions: object) => {
    await cp(join(EXAMPLES, name), join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    await tool('tsc', '-p', name);
  };

  it('NestJS starts and joins, reports failures, and shuts down without an end of the teardown', async () => {
    await example('nestjs', NEST_OPTIONS);
    const app = startCommand('node', ['nestjs/main.js'], { ...env, PORT: '0', NO_COLOR: '1' }, folder);
    try {
      const url = await eventually(() => listeningUrl(app.written()));
      const start = async (projectVersionArn: string) => {
        const body = JSON.stringify({ projectVersionArn });
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(`${url}/teardowns`, { method: 'POST', headers, body });
        return { status: answer.status, ...((await answer.json()) as { joined?: boolean; type?: string }) };
      };
      const resultUrl = (arn: string) =>
        `${url}/teardowns/result?projectVersionArn=${encodeURIComponent(arn)}`;
      const resultOf = async (arn: string) => {
        const answer = await fetch(resultUrl(arn));
        return { status: answer.status, ...((await answer.json()) as { outcome?: string; type?: string }) };
      };
      const stopped = await harness.addModel({ status: 'STOPPED' });
      assert.equal((await start(stopped)).status, 202);
      assert.equal((await resultOf(stopped)).outcome, 'deleted');
      const running = await harness.addModel({ status: 'RUNNING' });
      await start(running);
      const { status, type } = await resultOf(running);
      assert.deepEqual([status, type], [409, 'ModelRunning']);
      assert.equal((await start('shelves')).status, 400);

      const training = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
      assert.equal((await start(training)).joined, false);
      assert.equal((await start(training)).joined, true);
      const waits = request(resultUrl(training), { headers: { expect: '100-continue' } });
      const answered = once(waits, 'response') as Promise<[IncomingMessage]>;
      // Node.js sends this when the request has arrived.
      const arrived = once(waits, 'continue');
      waits.end();
      await arrived;
      app.process.kill('SIGTERM');
      const [{ statusCode }] = await answered;
      assert.equal(statusCode, 503);
      await app.ended;
      const teardown = harness.client.workflow.getHandle(teardownModelWorkflowId(training));
      assert.equal((await teardown.describe()).status.name, 'RUNNING');
      await teardown.cancel();
    } finally {
      app.process.kill('SIGKILL');
    }
  });

  it('AWS Lambda starts a teardown from one CommonJS file, and joins it with the next event', async () => {
    await example('lambda', {
      module: 'nodenext',
      target: 'es2023',
      strict: true,
      skipLibCheck: true,
      noEmit: true,
    });
    // What is deployed: this file alone.
    await mkdir(join(folder, 'deployed'));
    const file = 'deployed/handler.js';
    await tool(
      'esbuild',
      'lambda/handler.ts',
      '--bundle',
      '--platform=node',
      '--format=cjs',
      `--outfile=${file}`,
    );
    const alone = await mkdtemp(join(tmpdir(), 'lambda-'));
    await cp(join(folder, file), join(alone, 'handler.js'));
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const script = `
      const event = { projectVersionArn: process.argv[2] };
      const context = { functionName: 'retire-model', getRemainingTimeInMillis: () => 600_000 };
      const { handler } = require(process.argv[1]);
      handler(event, context)
        .then(async (first) => console.log(JSON.stringify([first, await handler(event, context)])))
        .finally(() => process.exit());`;
    const said = await call('node', ['-e', script, join(alone, 'handler.js'), arn]);
    const workflowId = teardownModelWorkflowId(arn);
    assert.deepEqual(JSON.parse(said), [
      { workflowId, joined: false },
      { workflowId, joined: true },
    ]);
    const teardown = harness.client.workflow.getHandle(workflowId);
    assert.equal((await teardown.describe()).memo?.['requestedBy'], 'retire-model');
    await teardown.cancel();
    await rm(alone, { recursive: true });
  });

  it('Kubeflow and other pipelines in Python exits with 0 if the model was deleted, and with 1 if it was kept', async function () {
    const packages = await pythonPackages(TEMPORALIO);
    if (packages === undefined) this.skip();
    const step = join(EXAMPLES, 'kubeflow/retire_model.py');
    const retire = async (status: string) => {
      const arn = await harness.addModel({ status });
      const ofPython = { ...env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' };
      const started = startCommand('python3', [step, arn], ofPython, folder);
      return { code: await started.ended, said: started.written() };
    };
    assert.deepEqual(await retire('STOPPED'), { code: 0, said: 'deleted\n' });
    const kept = await retire('RUNNING');
    assert.equal(kept.code, 1);
    assert.match(kept.said, /ModelRunning: .* is RUNNING/);
  });
});

function listeningUrl(written: string): string {
  const [, url] = /Listening on (http\S+)/.exec(written) ?? [];
  assert.ok(url, written);
  return url;
}
