// The image of the worker, built by the steps of deploy/worker.Dockerfile and run without a container engine. Its base is
// made from Debian's and npm's packages. The tests run with `npm run test:image`: see scripts/test-in-containers.ts.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { parseAllDocuments } from 'yaml';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { DEFAULT_TASK_QUEUE, teardownModelWorkflowId } from '../../contract/names.js';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import type { teardownModel } from '../../workflows/index.js';
import type { Image } from '../support/containers/build-image.js';
import { startContainer, type Container } from '../support/containers/container.js';
import { readImage, runFolder } from '../support/containers/images-file.js';
import { mountTree } from '../support/containers/tree.js';
import { REPOSITORY } from '../support/containers/worker-image.js';
import { CREDENTIALS } from '../support/credentials.js';
import { eventually } from '../support/eventually.js';

interface Variable {
  readonly name: string;
  readonly value?: string;
}

interface Deployment {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: { readonly env: Variable[] }[] } };
  };
}

describe('the image of the worker', () => {
  let image: Image;
  let emulator: Emulator;
  let client: Client;
  const running: Container[] = [];

  before(async () => {
    image = await readImage('worker');
    emulator = await startEmulator({ durations: { stopping: 300, deleting: 300 } });
    client = new Client({
      connection: await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' }),
    });
  });
  afterEach(async () => {
    for (const container of running.splice(0)) {
      container.kill('SIGKILL');
      await container.ended;
    }
  });
  after(async () => {
    await client.connection.close();
    await emulator.close();
  });

  /** @param top receives what the worker writes; default: its file system is read-only, as in the Kubernetes manifest */
  async function startWorker(env: Readonly<Record<string, string>> = {}, top?: string): Promise<Container> {
    const root = await mountTree(image.layers, join(runFolder(), `worker-${Date.now()}`), top);
    const container = await startContainer({
      root,
      command: [...image.entrypoint, ...image.command],
      user: image.user,
      workdir: image.workdir,
      env: {
        ...image.env,
        TEMPORAL_ADDRESS: process.env['TEMPORAL_ADDRESS'] ?? '',
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        AWS_ENDPOINT_URL_REKOGNITION: emulator.url,
        AWS_ENDPOINT_URL_CLOUDWATCH: emulator.url,
        ...env,
      },
    });
    running.push(container);
    await eventually(() => assert.match(container.written(), /polling task queue/));
    return container;
  }

  async function tearDown(name: string): Promise<string> {
    const projectArn = await emulator.addProject({ name });
    const arn = (await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING' })) as ProjectVersionArn;
    const handle = await client.workflow.start<typeof teardownModel>('teardownModel', {
      taskQueue: DEFAULT_TASK_QUEUE,
      workflowId: teardownModelWorkflowId(arn),
      args: [{ projectVersionArn: arn, ifRunning: 'stop' }],
    });
    return (await handle.result()).outcome;
  }

  it('contains what the worker needs, and no build tools', async () => {
    const root = await mountTree(image.layers, join(runFolder(), 'contents'));
    const modules = join(root, 'app/node_modules');
    const releases = await readdir(join(modules, '@temporalio/core-bridge/releases'));
    assert.deepEqual(releases, ['x86_64-unknown-linux-gnu']);
    await access(join(root, 'etc/ssl/certs/ca-certificates.crt'));
    for (const tool of ['typescript', '@typescript', 'mocha'])
      await assert.rejects(access(join(modules, tool)));
    assert.deepEqual((await readdir(join(root, 'app'))).toSorted(), [
      'LICENSE',
      'dist',
      'node_modules',
      'package.json',
    ]);
  });

  it('contains no file of its own that its user can change', async () => {
    const [layer = ''] = image.layers;
    const mayChange = '( -uid 1000 -o -perm -0002 ) ! -type l ! -type c'.split(' ');
    const { stdout } = await promisify(execFile)('find', [layer, ...mayChange]);
    assert.deepEqual(
      stdout.split('\n').filter((path) => path !== '' && path !== join(layer, 'tmp')),
      [],
    );
  });

  it('runs its worker as process 1, with uid 1000 and no capabilities', async () => {
    const { pid } = await startWorker();
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    assert.match(status, /^Name:\t(node|MainThread)$/m);
    assert.match(status, /^NSpid:.*\t1$/m);
    assert.match(status, /^Uid:(\t1000){4}$/m);
    assert.match(status, /^Gid:(\t1000){4}$/m);
    assert.match(status, /^CapEff:\t0+$/m);
  });

  it('tears a model down from a read-only file system, and exits with 0 on SIGTERM', async () => {
    const worker = await startWorker();
    assert.equal(await tearDown('read-only'), 'deleted');
    worker.kill('SIGTERM');
    assert.equal(await worker.ended, 0, worker.written());
    assert.match(worker.written(), /teardown worker: stopped/);
  });

  it('writes no file, wherever it may', async () => {
    const top = join(runFolder(), 'written');
    const worker = await startWorker({}, top);
    assert.equal(await tearDown('writable'), 'deleted');
    worker.kill('SIGTERM');
    await worker.ended;
    assert.deepEqual(await readdir(top, { recursive: true }), []);
  });

  it('answers the probes with the settings of the Kubernetes manifest', async () => {
    const worker = await startWorker(await settingsOfManifest());
    for (const [port, path] of [
      [8081, 'healthz'],
      [8081, 'readyz'],
      [9464, 'metrics'],
    ] as const) {
      await eventually(async () => {
        const { status } = await fetch(`http://127.0.0.1:${port}/${path}`);
        assert.equal(status, 200, `${path}: ${worker.written()}`);
      });
    }
  });
});

/** Those that need nothing of a cluster. */
async function settingsOfManifest(): Promise<Record<string, string>> {
  const text = await readFile(join(REPOSITORY, 'deploy/kubernetes/worker.yaml'), 'utf8');
  const objects = parseAllDocuments(text).map((document) => document.toJS() as { readonly kind: string });
  const deployment = objects.find(({ kind }) => kind === 'Deployment') as unknown as Deployment;
  const [container] = deployment.spec.template.spec.containers;
  const env = (container?.env ?? []).flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value]],
  );
  return Object.fromEntries(env.filter(([name]) => name !== 'TEMPORAL_ADDRESS')) as Record<string, string>;
}
