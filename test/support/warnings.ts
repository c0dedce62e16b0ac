import { setImmediate } from 'node:timers/promises';

/** Returns what Node.js warns of meanwhile, which the terminal or log of a user would show. */
export async function warningsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const keep = (warning: Error) => void warnings.push(String(warning));
  process.on('warning', keep);
  try {
    await work();
    // A warning is emitted a tick later.
    await setImmediate();
    return warnings;
  } finally {
    process.off('warning', keep);
  }
}
