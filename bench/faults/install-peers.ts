import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = fileURLToPath(new URL('../peers', import.meta.url));
const OLDEST_NODE = 22;

/** Installs the packages of the peers. Returns whether they can run here; prints why not. */
export async function installPeers(): Promise<boolean> {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    console.log(`Restate, Lambda and Step Functions are left out: they need Node.js ${OLDEST_NODE}.`);
    return false;
  }
  const options = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', ['ci', '--prefix', FOLDER, ...options]);
  return true;
}
