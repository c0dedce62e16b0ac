import assert from 'node:assert/strict';
import { DescribeEventBusCommand, EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { CREDENTIALS } from '../support/credentials.js';

describe("the emulator's EventBridge", () => {
  let emulator: Emulator;
  let client: EventBridgeClient;

  before(async () => {
    emulator = await startEmulator();
    const { url: endpoint } = emulator;
    client = new EventBridgeClient({
      endpoint,
      region: 'eu-west-1',
      credentials: CREDENTIALS,
      maxAttempts: 1,
    });
    await emulator.addEventBus('ops');
  });
  after(async () => {
    client.destroy();
    await emulator.close();
  });

  const put = async (EventBusName: string, Detail = '{"at":1}') => {
    const entry = { Source: 'test', DetailType: 'it', Detail, EventBusName };
    return client.send(new PutEventsCommand({ Entries: [entry] }));
  };

  it('keeps the events of a bus, which is named by its name or its ARN', async () => {
    const { FailedEntryCount, Entries: [entry] = [] } = await put('ops');
    await put('arn:aws:events:eu-west-1:111122223333:event-bus/ops');
    assert.equal(FailedEntryCount, 0);
    assert.match(entry?.EventId ?? '', /^[\da-f-]{36}$/);
    assert.deepEqual(
      (await emulator.eventsOn('ops')).map(({ Source, Detail }) => [Source, Detail]),
      [
        ['test', '{"at":1}'],
        ['test', '{"at":1}'],
      ],
    );
  });

  it('drops an event for a bus that does not exist, and answers with an event ID', async () => {
    const { Entries: [entry] = [] } = await put('missing');
    assert.ok(entry?.EventId);
    assert.deepEqual(await emulator.eventsOn('missing'), []);
  });

  it('rejects an entry in an answer of 200', async () => {
    const { FailedEntryCount, Entries: [entry] = [] } = await put('ops', 'no JSON');
    assert.deepEqual([FailedEntryCount, entry?.ErrorCode, entry?.EventId], [1, 'MalformedDetail', undefined]);
    emulator.faults.add({ kind: 'rejectedEntries', operation: 'PutEvents', times: 1 });
    assert.equal((await put('ops')).Entries?.[0]?.ErrorCode, 'InternalFailure');
  });

  it('describes buses that exist', async () => {
    const { Arn } = await client.send(new DescribeEventBusCommand({ Name: 'ops' }));
    assert.equal(Arn, 'arn:aws:events:eu-west-1:111122223333:event-bus/ops');
    assert.equal((await client.send(new DescribeEventBusCommand({}))).Name, 'default');
    await assert.rejects(client.send(new DescribeEventBusCommand({ Name: 'missing' })), {
      name: 'ResourceNotFoundException',
    });
  });
});
