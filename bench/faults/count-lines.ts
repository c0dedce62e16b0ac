import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMENT = /^(\/\/|\/\*|\*)/;

/** Returns how many lines of code files and folders have, without blank lines and comments. */
export async function countLines(paths: readonly string[]): Promise<number> {
  let lines = 0;
  for (const path of paths) {
    const files = path.endsWith('.ts') ? [path] : await sourcesIn(path);
    for (const file of files) lines += linesOf(await readFile(join(ROOT, file), 'utf8'));
  }
  return lines;
}

async function sourcesIn(folder: string): Promise<string[]> {
  const files = await readdir(join(ROOT, folder), { recursive: true });
  return files.filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
}

function linesOf(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '' && !COMMENT.test(line.trim())).length;
}
