import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { python, pythonPackages } from '../support/processes/python-packages.js';

const FILE = fileURLToPath(new URL('../../temporal-docker-compose.yml', import.meta.url));
// The last docker-compose in Python, with what it needs, PyYAML newer than it asks for, which builds no more.
const DOCKER_COMPOSE = [
  'docker-compose==1.29.2',
  'attrs==26.1.0',
  'distro==1.9.0',
  'docker==5.0.3',
  'dockerpty==0.4.1',
  'docopt==0.6.2',
  'jsonschema==3.2.0',
  'pyrsistent==0.20.0',
  'python-dotenv==0.21.1',
  'PyYAML==6.0.2',
  'requests==2.31.0',
  'setuptools==80.9.0',
  'six==1.17.0',
  'texttable==1.7.0',
  'urllib3==1.26.20',
  'websocket-client==0.59.0',
];

interface Service {
  readonly image?: string;
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

// docker-compose.compose.ts starts its services, without Docker, of which the tests' machines have no engine.
describe('temporal-docker-compose.yml', () => {
  let services: Readonly<Record<string, Service>>;

  before(async function () {
    const folder = await pythonPackages(DOCKER_COMPOSE);
    if (folder === undefined) this.skip();
    await python(folder, '-m', 'compose', '--file', FILE, 'config', '--quiet');
    const show = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))["services"]))';
    services = JSON.parse(await python(folder, '-c', show, FILE)) as typeof services;
  });

  it('is valid, and contains Temporal, its database and Web UI, and the worker', () => {
    assert.deepEqual(Object.keys(services), [
      'postgresql',
      'temporal-schema',
      'temporal',
      'temporal-namespace',
      'temporal-ui',
      'worker',
    ]);
  });

  it('publishes ports only on the loopback interface', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    assert.deepEqual(ports, ['127.0.0.1:7233:7233', '127.0.0.1:8080:8080']);
  });

  it('pins every image and uses no image that Temporal has deprecated', () => {
    for (const { image } of Object.values(services)) {
      if (image !== undefined) assert.match(image, /^[\w/-]+:\d/);
      assert.doesNotMatch(image ?? '', /auto-setup|:latest/);
    }
  });
});
