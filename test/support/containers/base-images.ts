// The base images that a Dockerfile names, from Debian's and npm's registries instead of a registry of images.
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, filledOnce } from '../../../local-stack/cache-folder.js';
import { NODE_VERSIONS, nodeFolder } from '../../../scripts/node-binary.js';

const run = promisify(execFile);
/** A release of npm that comes with Node.js 24. */
const NPM = 'npm@11.21.2';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface BaseImage {
  /** The topmost first. */
  readonly layers: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Returns `debian:SUITE-slim` or `node:MAJOR-SUITE-slim`. The first is Debian's minimal system, with the documents that
 * the slim image lacks. The second adds the user `node`, Node.js and npm; its entry point, which runs the command as it
 * is, and Yarn are left out.
 */
export async function baseImage(name: string): Promise<BaseImage> {
  const [, major, suite] = /^(?:debian|node):(?:(\d+)-)?([a-z]+)-slim$/.exec(name) ?? [];
  if (suite === undefined) throw new Error(`The tests can't make the base image ${name}.`);
  const debian = await debianLayer(suite);
  if (major === undefined) return { layers: [debian], env: { PATH } };
  const version = NODE_VERSIONS.find((it) => it.startsWith(`${major}.`));
  if (version === undefined) throw new Error(`The tests have no Node.js ${major}.`);
  return { layers: [await nodeLayer(version, debian), debian], env: { PATH, NODE_VERSION: version } };
}

async function debianLayer(suite: string): Promise<string> {
  return filledOnce(cacheFolder(`debian-${suite}`), async (scratch) => {
    console.log(`Installing Debian ${suite} into a folder, once (a minute)`);
    const { command, env } = await debootstrap();
    await run(command, ['--variant=minbase', suite, scratch], { env, maxBuffer: 64 * 1024 * 1024 });
    // Where containers get the machine's own.
    await writeFile(join(scratch, 'etc/hosts'), '');
    await chmod(scratch, 0o755);
  });
}

/** The program on the PATH, or else unpacked from Debian's package, which needs no installation. */
async function debootstrap(): Promise<{ readonly command: string; readonly env: NodeJS.ProcessEnv }> {
  const installed = await run('sh', ['-c', 'command -v debootstrap']).catch(() => undefined);
  if (installed !== undefined) return { command: 'debootstrap', env: process.env };
  const folder = await filledOnce(cacheFolder('debootstrap'), async (scratch) => {
    const script = 'apt-get --quiet download debootstrap && dpkg-deb --extract debootstrap_*.deb .';
    await run('sh', ['-c', script], { cwd: scratch });
  });
  const env = { ...process.env, DEBOOTSTRAP_DIR: join(folder, 'usr/share/debootstrap') };
  return { command: join(folder, 'usr/sbin/debootstrap'), env };
}

async function nodeLayer(version: string, debian: string): Promise<string> {
  return filledOnce(cacheFolder(`image-node-${version}`), async (scratch) => {
    const local = join(scratch, 'usr/local');
    await mkdir(join(local, 'bin'), { recursive: true });
    await copyFile(join(await nodeFolder(version), 'node'), join(local, 'bin/node'));
    await run('npm', ['install', '--global', '--prefix', local, '--no-audit', '--no-fund', NPM]);
    await mkdir(join(scratch, 'etc'));
    await addLine('etc/passwd', 'node:x:1000:1000::/home/node:/bin/bash');
    await addLine('etc/group', 'node:x:1000:');
    await mkdir(join(scratch, 'home'));
    await run('install', ['--directory', '--owner=1000', '--group=1000', join(scratch, 'home/node')]);
    await chmod(scratch, 0o755);

    async function addLine(file: string, line: string): Promise<void> {
      await writeFile(join(scratch, file), `${await readFile(join(debian, file), 'utf8')}${line}\n`);
    }
  });
}
