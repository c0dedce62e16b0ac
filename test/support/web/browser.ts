import { execFileSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';

/** How long a page may take on a busy machine, in milliseconds. */
export const PATIENCE_MS = 120_000;

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];

/** The Chromium of this machine without a window; undefined where there is none. */
export async function startBrowser(): Promise<Browser | undefined> {
  const executablePath = NAMES.map(onPath).find((path) => path !== undefined);
  // QUIC and the graphics card are looked for in vain on machines without network or screen, which takes long.
  return executablePath === undefined
    ? undefined
    : chromium.launch({ executablePath, args: ['--disable-gpu', '--disable-quic'] });
}

function onPath(name: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
