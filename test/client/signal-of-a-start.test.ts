import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { TeardownClient, type CallOptions } from '../../client/index.js';
import { SEARCH_ATTRIBUTES } from '../../contract/search-attributes.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815';
const SWEEP = { accountId: '111122223333', region: 'eu-west-1', olderThan: '1d' } as const;
const ENDED = new Error('the request of our caller has ended');

const STARTS: Readonly<Record<string, (client: TeardownClient, options?: CallOptions) => Promise<unknown>>> =
  {
    start: (client, options) => client.start(ARN, options),
    startProject: (client, options) => client.startProject(PROJECT, options),
    startSweep: (client, options) => client.startSweep(SWEEP, options),
    tearDown: (client, options) => client.tearDown(ARN, options),
    tearDownProject: (client, options) => client.tearDownProject(PROJECT, options),
    sweep: (client, options) => client.sweep(SWEEP, options),
  };

interface StartRequest {
  readonly searchAttributes?: { readonly indexedFields: Readonly<Record<string, unknown>> };
}

/** A server that holds its answers to counts, as the check for search attributes makes them, until it is released. */
function holdingServer() {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const sent: string[] = [];
  const attributes: (readonly string[])[] = [];
  let waiting = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const workflowService = {
    async countWorkflowExecutions() {
      sent.push('count');
      waiting += 1;
      await unlessAborted(released, connection.callContextStorage.getStore()?.abortSignal).finally(
        () => (waiting -= 1),
      );
      return { count: { toNumber: () => 0 }, groups: [] };
    },
    startWorkflowExecution({ searchAttributes }: StartRequest) {
      sent.push('start');
      attributes.push(Object.keys(searchAttributes?.indexedFields ?? {}));
      return Promise.resolve({ runId: 'run', started: true });
    },
  };
  const client = new Client({
    connection: Object.assign(Object.create(connection) as Connection, { workflowService }),
  });
  return {
    client: new TeardownClient(client),
    sent,
    attributes,
    release: () => release(),
    pending: () => waiting,
  };
}

/** Waits until everything has happened that does not wait for the server. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** The SDK ends a call in flight so. */
async function unlessAborted(answered: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  const aborted = new Promise<never>((_, reject) => {
    const end = () => reject(Object.assign(new Error('1 CANCELLED'), { code: 1, details: 'cancelled' }));
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end);
  });
  await Promise.race([answered, aborted]);
}

describe('the signal of a start', () => {
  for (const [name, start] of Object.entries(STARTS)) {
    it(`keeps ${name} from sending anything if it was aborted before`, async () => {
      const { client, sent, release } = holdingServer();
      release();
      await assert.rejects(start(client, { signal: AbortSignal.abort(ENDED) }), ENDED);
      assert.deepEqual(sent, []);
    });

    it(`ends ${name} while the server has not answered its first request`, async () => {
      const { client, sent } = holdingServer();
      const controller = new AbortController();
      const started = start(client, { signal: controller.signal });
      await settled();
      assert.deepEqual(sent, ['count']);
      controller.abort(ENDED);
      await assert.rejects(started, ENDED);
      assert.deepEqual(sent, ['count']);
    });
  }

  it('does not end the starts of others that wait for the same answer', async () => {
    const { client, sent, attributes, release } = holdingServer();
    const [first, second] = [new AbortController(), new AbortController()];
    const ended = [first, second].map(({ signal }) => assert.rejects(client.start(ARN, { signal }), ENDED));
    const other = client.start(ARN);
    await settled();
    assert.deepEqual(sent, ['count']);
    second.abort(ENDED);
    first.abort(ENDED);
    await Promise.all(ended);
    await settled();
    // Of the two that still waited for the first, the second has ended.
    assert.deepEqual(sent, ['count', 'count']);
    release();
    await other;
    await client.start(ARN);
    assert.deepEqual(sent, ['count', 'count', 'start', 'start']);
    for (const names of attributes) assert.ok(names.includes(SEARCH_ATTRIBUTES[0]), names.join());
  });

  it('leaves no request behind that waits for an answer', async () => {
    const { client, pending } = holdingServer();
    const controller = new AbortController();
    const ended = assert.rejects(client.start(ARN, { signal: controller.signal }), ENDED);
    await settled();
    assert.equal(pending(), 1);
    controller.abort(ENDED);
    await ended;
    await settled();
    assert.equal(pending(), 0);
  });
});
