import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useWorkers } from '../support/worker-suite.js';

describe('a worker that is to listen at an address that another process has', () => {
  const suite = useWorkers({});
  let server: Server;
  before(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => server.close());

  for (const variable of ['TEARDOWN_HEALTH_ADDRESS', 'TEARDOWN_METRICS_ADDRESS']) {
    it(`names ${variable} and the reason`, async () => {
      const { port } = server.address() as AddressInfo;
      const worker = suite.startWorker({ [variable]: `127.0.0.1:${port}` });
      assert.equal(await worker.ended, 2, worker.written());
      const said = `^teardown worker: ${variable} must be an address where the worker can listen; 127.0.0.1:${port} failed`;
      assert.match(worker.written(), new RegExp(`${said} \\(.*already in use.*\\)\\.$`, 'mi'));
    });
  }
});
