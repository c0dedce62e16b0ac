import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TeardownClient } from '../../client/index.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';

const CALLS: Readonly<Record<string, (client: TeardownClient) => Promise<unknown>>> = {
  progress: (client) => client.teardownOf(ARN).progress(),
  describe: (client) => client.teardownOf(ARN).describe(),
  pendingCall: (client) => client.teardownOf(ARN).pendingCall(),
  checkNow: (client) => client.teardownOf(ARN).checkNow(),
  cancel: (client) => client.teardownOf(ARN).cancel(),
  pause: (client) => client.teardownOf(ARN).pause(),
  hasWorker: (client) => client.hasWorker(),
  list: (client) => client.list().next(),
  overview: (client) => client.overview({}, 1),
  'schedules.list': (client) => client.schedules.list(),
  'schedules.pause': (client) => client.schedules.pause('nightly'),
  start: (client) => client.start(ARN),
};

describe('a call that is in flight when its client is closed', () => {
  const sockets = new Set<Socket>();
  let isDeaf = false;
  let proxy: Server;

  before(async () => {
    const [host = '', port = ''] = (process.env['TEMPORAL_ADDRESS'] ?? '').split(':');
    proxy = createServer((near) => {
      const far = connect(Number(port), host);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from.on('error', () => undefined).on('close', () => to.destroy()));
        from.on('data', (chunk) => isDeaf || to.write(chunk));
      }
    });
    await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  });
  after(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });

  for (const [name, call] of Object.entries(CALLS)) {
    it(`${name} ends at once, and does not end the process`, async () => {
      isDeaf = false;
      const address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const client = await TeardownClient.connect({ address });
      isDeaf = true;
      const ended = assert.rejects(call(client), /This client was closed before Temporal answered/);
      const began = Date.now();
      await client.close();
      await ended;
      assert.ok(Date.now() - began < 2000, `${Date.now() - began} ms`);
    });
  }
});
