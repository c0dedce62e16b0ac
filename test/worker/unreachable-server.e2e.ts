import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSilentServer } from '../support/web/silent-server.js';
import { startWorkerProcess } from '../support/processes/worker-process.js';

/** Less than the native connection takes by itself, 30 s. */
const LIMIT_MS = 25_000;

describe('the worker process', () => {
  for (const about of ['everything', 'calls'] as const) {
    it(`exits within seconds, with one line, if a server accepts connections but does not answer ${about}`, async () => {
      const silent = await startSilentServer(about);
      const enough = new AbortController();
      const worker = startWorkerProcess({
        TEMPORAL_ADDRESS: silent.address,
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'EXAMPLEKEY',
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
});
