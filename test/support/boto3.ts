import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../local-stack/cache-folder.js';

const run = promisify(execFile);
const REQUIREMENT = 'boto3==1.44.5';

/** The folder that holds boto3, from PyPI, or undefined on a machine without Python. */
export async function boto3Folder(): Promise<string | undefined> {
  const folder = cacheFolder(REQUIREMENT.replace('==', '-'));
  try {
    await run('python3', ['-m', 'pip', '--version']);
  } catch {
    return undefined;
  }
  if (
    await access(folder).then(
      () => true,
      () => false,
    )
  )
    return folder;
  await mkdir(dirname(folder), { recursive: true });
  const scratch = await mkdtemp(`${folder}-`);
  try {
    await run('python3', [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--target',
      join(scratch, 'boto3'),
      REQUIREMENT,
    ]);
    await rename(join(scratch, 'boto3'), folder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return folder;
}

/** Runs a Python script with boto3 at hand, and fails with what it wrote if it fails. */
export async function runWithBoto3(folder: string, script: string, args: readonly string[]): Promise<void> {
  await run('python3', [script, ...args], { env: { ...process.env, PYTHONPATH: folder } });
}
