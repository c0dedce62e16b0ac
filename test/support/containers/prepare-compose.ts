// Builds the image of the worker, and stand-ins for the other images of the Compose file.
import { execFile } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, filledOnce } from '../../../local-stack/cache-folder.js';
import { productionPrograms } from '../../../local-stack/production-server.js';
import { temporalBinary } from '../../../local-stack/temporal-binary.js';
import { runFolder, writeImages } from './images-file.js';
import { buildDockerfile, buildWorkerImage, REPOSITORY } from './worker-image.js';

const run = promisify(execFile);
const STAND_INS = 'test/deploy/stand-ins';
const UI_MODULE = 'github.com/temporalio/ui-server/v2';
const context = join(runFolder(), 'context');
const composeFile = await readFile(join(REPOSITORY, 'temporal-docker-compose.yml'), 'utf8');

await mkdir(context);
await addServer(versionOf('temporalio/server'));
await addUi(versionOf('temporalio/ui'));
await add(join(REPOSITORY, STAND_INS, 'postgres-entrypoint.sh'));
console.log('Building the images of the Compose file (3 minutes)');
const standIns = await buildDockerfile(`${STAND_INS}/Dockerfile`, context, join(runFolder(), 'stand-ins'));
await writeImages({ ...Object.fromEntries(standIns), worker: await buildWorkerImage(runFolder()) });

function versionOf(image: string): string {
  const [, version] = new RegExp(`image: ${image}:(\\S+)`).exec(composeFile) ?? [];
  return `v${version}`;
}

async function addServer(version: string): Promise<void> {
  const programs = await productionPrograms(version);
  await add(join(programs, 'server'), 'temporal-server');
  await add(join(programs, 'sql'), 'temporal-sql-tool');
  // A release of the command line of its own, which may be older than the one in the image.
  const { stdout } = await run('sh', ['-c', 'command -v "$0"', await temporalBinary(console.log)]);
  await add(stdout.trim(), 'temporal');
  const source = await moduleFolder(`go.temporal.io/server@${version}`);
  await add(join(source, 'docker/scripts/sh/entrypoint.sh'));
  await cp(join(source, 'schema'), join(context, 'schema'), { recursive: true });
  await run('chmod', ['-R', 'u+w', join(context, 'schema')]);
}

async function addUi(version: string): Promise<void> {
  const folder = await filledOnce(cacheFolder(`temporal-ui-${version}`), async (scratch) => {
    console.log(`Building Temporal's Web UI ${version} with Go, once (1 to 3 minutes)`);
    await run('go', ['install', '-ldflags=-s -w', `${UI_MODULE}/cmd/server@${version}`], {
      env: { ...process.env, GOBIN: scratch, CGO_ENABLED: '0' },
      maxBuffer: 64 * 1024 * 1024,
    });
  });
  await add(join(folder, 'server'), 'ui-server');
  const source = await moduleFolder(`${UI_MODULE}@${version}`);
  await add(join(source, 'docker/start-ui-server.sh'));
  await add(join(source, 'config/docker.yaml'));
}

async function add(file: string, name = basename(file)): Promise<void> {
  await copyFile(file, join(context, name));
  await chmod(join(context, name), 0o755);
}

async function moduleFolder(module: string): Promise<string> {
  const { stdout } = await run('go', ['mod', 'download', '-json', module]);
  return (JSON.parse(stdout) as { readonly Dir: string }).Dir;
}
