import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, exitCodeOf } from '../../client/commands/exit-codes.js';
import { connectTemporal, NoTemporalServerError } from '../../client/connection.js';
import { TemporalCallError } from '../../client/index.js';
import { startRefusingServer } from '../support/web/failing-server.js';
import { startSilentServer } from '../support/web/silent-server.js';

/** Less than the Temporal client takes by default. The timers of one process end in their order, however busy it is. */
const LIMIT_MS = 9_500;

const INTERNAL = 13;

describe('connectTemporal', () => {
  const errorAt = async (code: number, details: string) => {
    const server = await startRefusingServer(code, details);
    try {
      const { address } = server;
      return { address, error: await connectTemporal({ address }).catch((error: unknown) => error) };
    } finally {
      server.close();
    }
  };

  for (const [number, code, remedy] of [
    [7, 'PERMISSION_DENIED', 'Check what the API key or certificate of this client may do in the namespace.'],
    [
      16,
      'UNAUTHENTICATED',
      'Check the API key or certificate of this client: TEMPORAL_API_KEY or TEMPORAL_TLS_*.',
    ],
  ] as const) {
    it(`says that the server refused, instead of that it can't be reached, with ${code}`, async () => {
      const { address, error } = await errorAt(number, 'Request unauthorized.');
      assert.ok(error instanceof TemporalCallError, String(error));
      assert.equal(error.code, code);
      assert.equal(
        error.message,
        `Temporal refused the request to connect to ${address} (${code}: Request unauthorized.). ${remedy}`,
      );
      assert.equal(exitCodeOf(error), EXIT.failed);
    });
  }

  it('has the details of any other answer of a server', async () => {
    const { address, error } = await errorAt(INTERNAL, 'The disk is full.');
    assert.ok(error instanceof NoTemporalServerError, String(error));
    assert.ok(
      error.message.startsWith(
        `Can't reach a Temporal server at ${address} (INTERNAL: The disk is full.). Start one`,
      ),
      error.message,
    );
  });

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
