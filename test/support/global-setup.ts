import { startTemporalServer, type TemporalServer } from '../../local-stack/temporal-server.js';
import { temporalBinary } from '../../local-stack/temporal-binary.js';

// The tests are run on Node 20 too, of which the AWS SDK warns once a process.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

let server: TemporalServer | undefined;

/** One real Temporal server for the whole run; TEMPORAL_ADDRESS names another one. */
export async function mochaGlobalSetup(): Promise<void> {
  if (process.env['TEMPORAL_ADDRESS']) return;
  const binary = await temporalBinary(console.log);
  server = await startTemporalServer({
    binary,
    // Lets retry delays below a second be that short: by default the server rounds them up to one.
    dynamicConfig: { 'history.timerProcessorMaxTimeShift': '"1ms"' },
  });
  process.env['TEMPORAL_ADDRESS'] = server.address;
}

export async function mochaGlobalTeardown(): Promise<void> {
  await server?.stop();
}
