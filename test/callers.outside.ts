import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { startEmulator, type Emulator } from '../emulator/emulator.js';
import { temporalBinary } from '../local-stack/temporal-binary.js';
import { startTemporalServer, type TemporalServer } from '../local-stack/temporal-server.js';
import type { Command } from './support/processes/compiled-command.js';
import { eventually } from './support/eventually.js';
import { installPackage, type InstalledPackage } from './support/processes/installed-package.js';
import { pageOf } from './support/documents.js';
import { pythonPackages, TEMPORALIO } from './support/processes/python-packages.js';

const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url));
const GO_SDK = 'go.temporal.io/sdk@v1.50.0';

const FOLDERS = ['typescript', 'python', 'go', 'temporal-cli', 'pipeline'];

/** Returns the text of each example by its file's name, which is its own whatever folder it is in. */
function examples(): Map<string, string> {
  const files = FOLDERS.flatMap((folder) => readdirSync(join(EXAMPLES, folder), { withFileTypes: true }));
  return new Map(files.map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name), 'utf8')]));
}

describe('the examples, with the package installed from its tarball', function () {
  let server: TemporalServer;
  let emulator: Emulator;
  let installed: InstalledPackage;
  let worker: Command | undefined;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    emulator = await startEmulator({ durations: { stopping: 300, deleting: 300 } });
    installed = await installPackage('@types/node@22');
    for (const [file, text] of examples()) await installed.write(file, text);
    await installed.write(
      'commonjs.cts',
      "import { TeardownClient } from 'rekognition-teardown';\nconsole.log(typeof TeardownClient);\n",
    );
    await installed.compile();
    const binary = await temporalBinary(console.log);
    // Its own: the examples name the default task queue and one Nexus endpoint, which others may use at the same time.
    server = await startTemporalServer({ binary });
    env = {
      TEMPORAL_ADDRESS: server.address,
      PATH: [dirname(binary), process.env['PATH']].join(delimiter),
      USER: 'somebody',
    };
    const started = installed.start('teardown-worker', [], { ...env, ...ofEmulator() });
    worker = started;
    await eventually(() => assert.match(started.out(), /polling task queue model-teardown/));
  });
  after(async () => {
    worker?.process.kill('SIGTERM');
    await worker?.ended;
    await Promise.all([emulator.close(), server?.stop(), installed?.remove()]);
  });

  const ofEmulator = () => ({
    AWS_ENDPOINT_URL_REKOGNITION: emulator.url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'EXAMPLEKEY',
    LOG_LEVEL: 'ERROR',
  });
  const addModel = async (status: string) => {
    const projectArn = await emulator.addProject({ name: `project-${randomUUID()}` });
    return emulator.addModel({ projectArn, name: 'v1', status });
  };
  const clientOf = async (namespace = 'default') =>
    new Client({
      connection: await Connection.connect({ address: server.address }),
      namespace,
    });

  /** Each deletes a model that is stopped, and leaves one that is running, because its request has `ifRunning: "fail"`. */
  async function tearsDown(call: (arn: string) => Promise<string>): Promise<void> {
    assert.match(await call(await addModel('STOPPED')), /\bdeleted\b/);
    const running = await addModel('RUNNING');
    assert.match(await call(running), /ModelRunning|is RUNNING and|kept, since it runs/);
    const stops = emulator.calls.filter(
      (it) => it.operation === 'StopProjectVersion' && it.input.includes(running),
    );
    assert.deepEqual(stops, []);
  }

  it('are shown in the documents, word for word', () => {
    const shown = pageOf('docs/how-to/call-from-code.md').matchAll(
      /^```\w+\n(?:#|\/\/) examples\/\S+\/(\S+)\n([^]*?)^```$/gm,
    );
    assert.deepEqual(new Map([...shown].map(([, file = '', text = '']) => [file, text])), examples());
  });

  it('tear a model down from a TypeScript backend', () =>
    tearsDown((arn) => installed.run('node', ['backend.js', arn], env)));

  it('tear a model down from a TypeScript backend with CommonJS modules', async () => {
    assert.match(await installed.run('node', ['commonjs.cjs'], env), /function/);
  });

  it('tear a model down from Python', async function () {
    const packages = await pythonPackages(TEMPORALIO);
    if (packages === undefined) this.skip();
    const ofPython = { ...env, PYTHONPATH: packages };
    await tearsDown((arn) => installed.run('python3', ['teardown.py', arn], ofPython));
  });

  it('tear a model down from Go', async () => {
    // Without cgo, as the Temporal CLI was built: what both need is compiled once.
    const ofGo = { ...env, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' };
    await installed.run('go', ['mod', 'init', 'example.com/caller'], ofGo);
    await installed.run('go', ['get', GO_SDK], ofGo);
    await installed.run('go', ['build', '-o', 'caller', 'main.go'], ofGo);
    await tearsDown((arn) => installed.run('./caller', [arn], env));
  });

  it('tear a model down with the temporal CLI', () =>
    tearsDown((arn) =>
      installed.run('sh', ['teardown.sh', arn], env).catch((error: { stdout: string }) => error.stdout),
    ));

  it('tear a model down as a child workflow of a third-party parent', () =>
    tearsDown((arn) => installed.run('node', ['pipeline.js', 'retireByChild', arn], env)));

  it('tear a model down by a Nexus operation from another namespace', async () => {
    const namespace = `pipelines-${randomUUID()}`;
    const client = await clientOf();
    await client.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    const pipelines = await clientOf(namespace);
    await eventually(() => pipelines.workflow.count());
    await installed.run('sh', ['endpoint.sh'], env);
    try {
      const ofTeam = { ...env, PIPELINES_NAMESPACE: namespace };
      await tearsDown((arn) => installed.run('node', ['pipeline.js', 'retireByNexus', arn], ofTeam));
    } finally {
      await installed.run(
        'temporal',
        ['operator', 'nexus', 'endpoint', 'delete', '--name', 'model-teardown'],
        env,
      );
      await Promise.all([client.connection.close(), pipelines.connection.close()]);
    }
  });

  it('run a worker in your own process', async () => {
    const taskQueue = `own-${randomUUID()}`;
    const own = installed.start('node', ['own-worker.js'], {
      ...env,
      ...ofEmulator(),
      TEARDOWN_TASK_QUEUE: taskQueue,
    });
    const client = await clientOf();
    try {
      const { outcome } = (await client.workflow.execute('teardownModel', {
        taskQueue,
        workflowId: randomUUID(),
        args: [await addModel('RUNNING')],
      })) as { outcome: string };
      assert.equal(outcome, 'deleted', own.written());
    } finally {
      own.process.kill('SIGTERM');
      assert.equal(await own.ended, 0, own.written());
      await client.connection.close();
    }
  });

  it('run the command line of the package', async () => {
    const arn = await addModel('RUNNING');
    assert.match(await installed.run('teardown', ['delete', arn, '--yes'], env), /deleted|gone/i);
  });
});
