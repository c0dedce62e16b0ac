import { announceNodeSupport } from '../../contract/node-support.js';
import { startTemporalServer, type TemporalServer } from '../../local-stack/temporal-server.js';
import { temporalBinary } from '../../local-stack/temporal-binary.js';
import { buildUnlessFresh } from './processes/fresh-build.js';

announceNodeSupport(process);

let server: TemporalServer | undefined;

/** What all files of a run share, in all its processes: the build, and a real Temporal server if any of them needs one. */
export async function mochaGlobalSetup(): Promise<void> {
  await buildUnlessFresh();
  if (process.env['TEMPORAL_ADDRESS'] || isUnitRun(process.argv.slice(2))) return;
  await startSharedServer();
}

/** Starts the server that the end-to-end tests share; TEMPORAL_ADDRESS names it from then on. */
export async function startSharedServer(): Promise<void> {
  server = await startTemporalServer({
    binary: await temporalBinary(console.log),
    // Lets retry delays below a second be that short: by default the server rounds them up to one.
    dynamicConfig: { 'history.timerProcessorMaxTimeShift': '"1ms"' },
  });
  process.env['TEMPORAL_ADDRESS'] = server.address;
}

/**
 * Unit tests, which need no server, are the files that end in `.test.ts`. A pattern such as `protection.*.ts` may name others.
 * Mocha's own options name other files too.
 */
function isUnitRun(args: readonly string[]): boolean {
  const files = args.filter((arg) => /\.(test|e2e|long|outside|\*)\.ts$/.test(arg));
  return files.length > 0 && files.every((file) => file.endsWith('.test.ts'));
}

export async function mochaGlobalTeardown(): Promise<void> {
  await server?.stop();
}
