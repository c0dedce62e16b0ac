import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what was downloaded or built once is kept: the XDG cache folder. */
export function cacheFolder(...parts: readonly string[]): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'rekognition-teardown', ...parts);
}
