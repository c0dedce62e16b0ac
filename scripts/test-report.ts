import { existsSync, readFileSync } from 'node:fs';
import type { TestEnd } from '../test/support/reporter.js';

/** The tests that a run has reported; none if it broke off before the first one ended. */
export function readReport(file: string): TestEnd[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TestEnd);
}

export function nameOf({ file, title }: TestEnd): string {
  return `${file}: ${title}`;
}
