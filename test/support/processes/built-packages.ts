import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The tarballs of the packages, as they are published. */
export interface Tarballs {
  readonly callers: string;
  readonly worker: string;
  readonly emulator: string;
}

/** Builds the packages from dist/, and packs them into a folder. */
export async function packPackages(folder: string): Promise<Tarballs> {
  await run(process.execPath, ['--import', 'tsx', 'scripts/build-packages.ts', join(folder, 'packages')], {
    cwd: ROOT,
  });
  const names = ['rekognition-teardown', 'rekognition-teardown-worker', 'rekognition-emulator'];
  const [callers, worker, emulator] = await Promise.all(
    names.map(async (name) => {
      const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
      const { stdout } = await run('npm', pack, { cwd: join(folder, 'packages', name) });
      return join(folder, stdout.trim());
    }),
  );
  if (!callers || !worker || !emulator) throw new Error('npm has packed nothing.');
  return { callers, worker, emulator };
}
