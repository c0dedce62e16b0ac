import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { TeardownClient } from '../../client/index.js';
import { startRefusingProxy } from '../support/web/failing-server.js';

const UNAVAILABLE = 14;
/** As long as the SDK waits between two attempts at most, and more. */
const LONGEST_BACK_OFF_MS = 6_000;

describe('a call that the SDK is about to repeat when its client is closed', () => {
  it('ends at once, and does not end the process', async () => {
    const server = process.env['TEMPORAL_ADDRESS'] ?? '';
    const proxy = await startRefusingProxy(server, 'DescribeTaskQueue', UNAVAILABLE);
    const thrown: unknown[] = [];
    const note = (error: unknown) => thrown.push(error);
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').on('uncaughtException', note);
    try {
      const client = await TeardownClient.connect({ address: proxy.address });
      const ended = assert.rejects(client.hasWorker(), /This client was closed before Temporal answered/);
      await sleep(1_000);
      await client.close();
      await ended;
      await sleep(LONGEST_BACK_OFF_MS);
      assert.deepEqual(thrown, []);
    } finally {
      process.off('uncaughtException', note);
      for (const listener of others) process.on('uncaughtException', listener);
      proxy.close();
    }
  });
});
