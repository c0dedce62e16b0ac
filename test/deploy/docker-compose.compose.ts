// Starts the services of temporal-docker-compose.yml as processes, with the file's own order, environments, commands,
// volumes and health checks, and at its own ports. They run with `npm run test:compose`: see scripts/test-in-containers.ts.
//
// Containers differ from this in four ways:
// - The images are stand-ins: test/deploy/stand-ins/Dockerfile. PostgreSQL is the version of Debian, and the command line
//   `temporal` is one that Go builds.
// - The services share one loopback interface, where each name of a service is 127.0.0.1. Published ports are not mapped.
// - Restart policies are not carried out: a service that fails makes the tests fail.
// - Nothing shows that the images in the registries have the tags and the contents that the file expects.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { TeardownClient } from '../../client/index.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { SEARCH_ATTRIBUTES } from '../../contract/search-attributes.js';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { parseComposeFile } from '../support/containers/compose-file.js';
import { composeServices, type Services } from '../support/containers/compose-services.js';
import { readImage, runFolder } from '../support/containers/images-file.js';
import { bind } from '../support/containers/tree.js';
import { REPOSITORY } from '../support/containers/worker-image.js';
import { CREDENTIALS } from '../support/credentials.js';
import { eventually } from '../support/eventually.js';

const ADDRESS = '127.0.0.1:7233';
const UI = 'http://127.0.0.1:8080';

describe('the services of temporal-docker-compose.yml', () => {
  let services: Services;
  let emulator: Emulator;
  let client: Client;

  before(async () => {
    emulator = await startEmulator({ durations: { stopping: 300, deleting: 300 } });
    const shell = {
      HOME: await homeWithProfile(),
      AWS_PROFILE: 'emulator',
      AWS_ENDPOINT_URL_REKOGNITION: emulator.url,
      AWS_ENDPOINT_URL_CLOUDWATCH: emulator.url,
    };
    const text = await readFile(join(REPOSITORY, 'temporal-docker-compose.yml'), 'utf8');
    const file = parseComposeFile(text, shell);
    await resolve(Object.keys(file));
    services = composeServices({
      services: file,
      shell,
      imageOf: ({ image }) => readImage(image === undefined ? 'worker' : image.replace(/^.*\/|:.*$/g, '')),
      folder: runFolder(),
    });
  });
  after(async () => {
    await client?.connection.close();
    await services.stop();
    await emulator.close();
  });

  it('have no healthy database while PostgreSQL still creates it, without TCP', async () => {
    const alone = await services.startAlone('postgresql', ['postgres', '-c', 'listen_addresses=']);
    await eventually(async () => assert.equal(await alone.exec(['pg_isready', '--username=temporal']), 0));
    // Its first ready moment may be that of the server that creates the database.
    await eventually(() => assert.match(alone.written(), /ready to accept connections[^]*ready to accept/));
    assert.notEqual(await services.check('postgresql', alone), 0);
    alone.kill('SIGKILL');
    await alone.ended;
  });

  it('start in order, and become healthy', async () => {
    await services.until('worker', 'service_healthy');
    const connection = await Connection.connect({ address: ADDRESS });
    client = new Client({ connection });
  });

  it('register the search attributes', async () => {
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({
      namespace: 'default',
    });
    for (const name of SEARCH_ATTRIBUTES) assert.ok(name in customAttributes, name);
  });

  it('keep results for 30 days', async () => {
    const { config } = await client.workflowService.describeNamespace({ namespace: 'default' });
    assert.equal(Number(config?.workflowExecutionRetentionTtl?.seconds), 30 * 86_400);
  });

  it('tear a model down, which search attributes find', async () => {
    const projectArn = await emulator.addProject({ name: 'composed' });
    const arn = (await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING' })) as ProjectVersionArn;
    // Runs have search attributes if the client that starts them sees those registered.
    const teardowns = await TeardownClient.connect();
    try {
      const { teardown } = await teardowns.start({ projectVersionArn: arn, requestedBy: 'compose' });
      assert.equal((await teardown.result()).outcome, 'deleted');
    } finally {
      await teardowns.close();
    }
    await eventually(async () => {
      const query = `TeardownProject = 'composed' AND TeardownRequestedBy = 'compose'`;
      assert.equal((await client.workflow.count(query)).count, 1);
    });
  });

  it('show it in the Web UI', async () => {
    await services.start('temporal-ui');
    await eventually(async () => assert.equal((await fetch(UI)).status, 200));
    const answer = await fetch(`${UI}/api/v1/namespaces/default/workflows`);
    assert.match(await answer.text(), /teardown-model\//);
  });

  for (const name of ['temporal-schema', 'temporal-namespace']) {
    it(`can run ${name} again, as each \`docker compose up\` does`, async () => {
      assert.equal(await services.runAgain(name), 0);
    });
  }
});

/** Makes the names of the services, and of this machine, addresses of the loopback interface. */
async function resolve(names: readonly string[]): Promise<void> {
  const file = join(runFolder(), 'hosts');
  await writeFile(file, `127.0.0.1 localhost ${hostname()} ${names.join(' ')}\n`);
  await bind(file, '/etc/hosts');
}

async function homeWithProfile(): Promise<string> {
  const home = join(runFolder(), 'home');
  await mkdir(join(home, '.aws'), { recursive: true });
  const { accessKeyId, secretAccessKey } = CREDENTIALS;
  const profile = `[emulator]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  await writeFile(join(home, '.aws/credentials'), profile);
  return home;
}
