import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../../local-stack/cache-folder.js';
import { buildStages, type Image } from './build-image.js';
import { parseDockerfile } from './dockerfile.js';

export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

/** Builds the images of a Dockerfile, of all its stages, and returns them by their names or numbers. */
export async function buildDockerfile(
  file: string,
  context: string,
  folder: string,
): Promise<ReadonlyMap<string, Image>> {
  const { shared, runEnv } = await sharedWithBuilds();
  const stages = parseDockerfile(await readFile(join(REPOSITORY, file), 'utf8'));
  return buildStages(stages, { context, folder, shared, runEnv });
}

/** Builds the image of the worker, which is the Dockerfile's last stage. */
export async function buildWorkerImage(folder: string): Promise<Image> {
  const stages = await buildDockerfile('deploy/worker.Dockerfile', REPOSITORY, join(folder, 'worker'));
  const last = [...stages.values()].at(-1);
  if (last === undefined) throw new Error('The Dockerfile is empty.');
  return last;
}

/** Lets builds keep what npm downloads, and reach the network as this machine does. */
async function sharedWithBuilds() {
  const shared = cacheFolder('image-builds');
  await mkdir(shared, { recursive: true });
  const certificates = process.env['NODE_EXTRA_CA_CERTS'];
  if (certificates) await copyFile(certificates, join(shared, 'certificates.pem'));
  const proxies = Object.entries(process.env).flatMap(([name, value]) =>
    /^(https?|no)_proxy$/i.test(name) && value !== undefined ? [[name, value] as const] : [],
  );
  return {
    shared,
    runEnv: {
      ...Object.fromEntries(proxies),
      npm_config_cache: '/mnt/npm',
      ...(certificates && { NODE_EXTRA_CA_CERTS: '/mnt/certificates.pem' }),
    },
  };
}
