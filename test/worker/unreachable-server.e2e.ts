import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRefusingServer } from '../support/web/failing-server.js';
import { startSilentServer } from '../support/web/silent-server.js';
import { startWorkerProcess } from '../support/processes/worker-process.js';

/** Less than the native connection takes by itself, 30 s. */
const LIMIT_MS = 25_000;
const AWS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'EXAMPLEKEY' };

describe('the worker process', () => {
  for (const about of ['everything', 'calls'] as const) {
    it(`exits within seconds, with one line, if a server accepts connections but does not answer ${about}`, async () => {
      const silent = await startSilentServer(about);
      const enough = new AbortController();
      const worker = startWorkerProcess({
        TEMPORAL_ADDRESS: silent.address,
        ...AWS,
      });
      try {
        const late = sleep(LIMIT_MS, 'late', { signal: enough.signal });
        assert.equal(await Promise.race([worker.ended, late]), 1);
        assert.match(
          worker.written(),
          /^teardown worker: can't reach a Temporal server at 127\.0\.0\.1:\d+ \(no answer within 3 s\)\. Start one with .* or set TEMPORAL_ADDRESS\.\n$/,
        );
      } finally {
        enough.abort();
        worker.process.kill('SIGKILL');
        silent.close();
      }
    });
  }

  for (const [number, code] of [
    [7, 'PERMISSION_DENIED'],
    [16, 'UNAUTHENTICATED'],
  ] as const) {
    it(`says that the server refused its credentials, instead of that it can't be reached, with ${code}`, async () => {
      const server = await startRefusingServer(number, 'Request unauthorized.');
      const worker = startWorkerProcess({ TEMPORAL_ADDRESS: server.address, ...AWS });
      try {
        assert.equal(await worker.ended, 1);
        assert.equal(
          worker.written(),
          `teardown worker: the Temporal server at ${server.address} refused the credentials of this process (Request unauthorized.). ` +
            'Check TEMPORAL_API_KEY or TEMPORAL_TLS_*, and what the API key or certificate may do.\n',
        );
      } finally {
        worker.process.kill('SIGKILL');
        server.close();
      }
    });
  }
});
