import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Returns the folder for downloads and builds, in the XDG cache folder. */
export function cacheFolder(...parts: readonly string[]): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'rekognition-teardown', ...parts);
}

/**
 * The folder, filled unless it is there. It is there only once it is complete, and several processes may fill it at the
 * same time: the first that is ready wins.
 *
 * @param fill given an empty folder beside it, which is renamed in the end
 */
export async function filledOnce(folder: string, fill: (scratch: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const scratch = await mkdtemp(`${folder}-`);
  try {
    await fill(scratch);
    await rename(scratch, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
