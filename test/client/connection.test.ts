import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectTemporal, NoTemporalServerError } from '../../client/connection.js';
import { startSilentServer } from '../support/web/silent-server.js';

/** Less than the Temporal client takes by default. The timers of one process end in their order, however busy it is. */
const LIMIT_MS = 9_500;

describe('connectTemporal', () => {
  for (const about of ['everything', 'calls'] as const) {
    it(`fails within seconds if a server accepts connections but does not answer ${about}`, async () => {
      const silent = await startSilentServer(about);
      const enough = new AbortController();
      try {
        const connected = connectTemporal({ address: silent.address }).catch((error: unknown) => error);
        const late = sleep(LIMIT_MS, 'late', { signal: enough.signal });
        const error = await Promise.race([connected, late]);
        assert.ok(error instanceof NoTemporalServerError, String(error));
        assert.match(
          error.message,
          /^Can't reach a Temporal server at 127\.0\.0\.1:\d+ \(.+\)\. Start one with .* or set TEMPORAL_ADDRESS\.$/,
        );
      } finally {
        enough.abort();
        silent.close();
      }
    });
  }
});
