import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, filledOnce } from './cache-folder.js';
import { officialServer } from './official-server.js';

const run = promisify(execFile);

// The newest version that `go install` takes: from v1.6.0 on, the module has replace directives, which it refuses.
const GO_VERSION = 'v1.5.1';
const GO_PACKAGE = `github.com/temporalio/cli/cmd/temporal@${GO_VERSION}`;
const EXECUTABLE = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
const BUILT = cacheFolder(`temporal-${GO_VERSION}`, EXECUTABLE);

type Say = (line: string) => void;

/**
 * The path of Temporal's official command line, which holds the development server. In this order: on PATH,
 * built here before, the download that the SDK's testing package makes (kept too), built with Go.
 *
 * @param say called with one line before a step that takes long
 * @throws Error that says what was tried and how to get one by hand
 */
export async function temporalBinary(say: Say): Promise<string> {
  const tried: string[] = [];
  for (const [name, find] of SOURCES) {
    try {
      return await find(say);
    } catch (error) {
      tried.push(`${name}: ${reason(error)}`);
    }
  }
  throw new Error(
    `Could not find or install a Temporal server.\n  ${tried.join('\n  ')}\nInstall the Temporal CLI (https://docs.temporal.io/cli) or Go, or set TEMPORAL_ADDRESS to a running server.`,
  );
}

const SOURCES: readonly (readonly [string, (say: Say) => Promise<string>])[] = [
  ['on PATH', onPath],
  ['built earlier', builtBefore],
  ['official download', (say) => officialServer('dev-server', say)],
  ['built with Go', built],
];

async function onPath(): Promise<string> {
  await run('temporal', ['--version']);
  return 'temporal';
}

async function builtBefore(): Promise<string> {
  await access(BUILT);
  return BUILT;
}

async function built(say: Say): Promise<string> {
  await run('go', ['version']);
  const began = Date.now();
  const elapsed = () => Math.round((Date.now() - began) / 1000);
  const tell = () =>
    say(`Building the Temporal CLI ${GO_VERSION} with Go, once (3 to 6 minutes): ${elapsed()} s`);
  tell();
  const progress = setInterval(tell, 15_000);
  try {
    await filledOnce(dirname(BUILT), async (scratch) => {
      await run('go', ['install', '-ldflags=-s -w', GO_PACKAGE], {
        // Without cgo, so that no C compiler is needed.
        env: { ...process.env, GOBIN: scratch, CGO_ENABLED: '0' },
        maxBuffer: 64 * 1024 * 1024,
      });
    });
    say(`Built the Temporal CLI in ${elapsed()} s`);
    return BUILT;
  } finally {
    clearInterval(progress);
  }
}

/** Why a command or a download failed: the last line that it wrote, else the error's own words. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed === true) return 'it took too long';
  const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  return said.split('\n').at(-1) || error.message;
}
