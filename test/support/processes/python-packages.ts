import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { cacheFolder, filledOnce } from '../../../local-stack/cache-folder.js';

const run = promisify(execFile);

/** Temporal's Python SDK. */
export const TEMPORALIO = [
  'temporalio==1.35.0',
  'nexus-rpc==1.4.0',
  'protobuf==7.36.2',
  'types-protobuf==7.35.1.20260906',
  'typing-extensions==4.16.0',
];

/**
 * The folder that holds packages from PyPI, installed once, or undefined on a machine without Python.
 *
 * @param requirements all that is needed, versions included: nothing else is installed
 */
export async function pythonPackages(requirements: readonly string[]): Promise<string | undefined> {
  try {
    await run('python3', ['-m', 'pip', '--version']);
  } catch {
    return undefined;
  }
  const digest = createHash('sha256').update(requirements.join()).digest('hex').slice(0, 12);
  return filledOnce(cacheFolder('python', digest), async (scratch) => {
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', scratch];
    await run('python3', [...pip, ...requirements]);
  });
}

/** Runs Python with these packages at hand, and returns what it wrote; fails with its errors if it fails. */
export async function python(folder: string, ...args: readonly string[]): Promise<string> {
  try {
    return (await run('python3', args, { env: { ...process.env, PYTHONPATH: folder } })).stdout;
  } catch (error) {
    throw new Error((error as { stderr: string }).stderr, { cause: error });
  }
}
