import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, filledOnce } from './cache-folder.js';
import { nodeCommand } from './tethered-process.js';

export type ServerKind = 'dev-server' | 'time-skipping';

const LIMIT_MS = 30_000;

/**
 * The path of the server that the SDK's testing package downloads, kept from then on.
 *
 * @param say called with one line before a step that takes long
 * @throws Error where it can't be had within half a minute
 */
export async function officialServer(kind: ServerKind, say: (line: string) => void): Promise<string> {
  const folder = cacheFolder(`official-${kind}`);
  return (await keptIn(folder)) ?? download(folder, kind, say);
}

async function download(folder: string, kind: ServerKind, say: (line: string) => void): Promise<string> {
  await filledOnce(folder, async (scratch) => {
    say(`Downloading Temporal's official ${kind} (at most ${LIMIT_MS / 1000} s)`);
    // In a process of its own, since the SDK's download can't be called off.
    const [node, ...args] = nodeCommand('./official-download');
    await promisify(execFile)(node, [...args, scratch, kind], { timeout: LIMIT_MS, killSignal: 'SIGKILL' });
  });
  const path = await keptIn(folder);
  if (path === undefined) throw new Error('the download contained no binary');
  return path;
}

async function keptIn(folder: string): Promise<string | undefined> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (!name.includes('download') && (await isExecutable(path))) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
