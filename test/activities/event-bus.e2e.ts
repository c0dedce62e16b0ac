import assert from 'node:assert/strict';
import { createEventBridge } from '../../worker/aws-clients.js';
import { parseEventBus, putEvent } from '../../activities/event-bus.js';
import { createNotify } from '../../activities/notify.js';
import type { AnyEvent } from '../../contract/event.js';
import { once } from '../../contract/once.js';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { CREDENTIALS } from '../support/credentials.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';
import { createReceiver } from '../support/temporal/receiver.js';

const BUS = 'arn:aws:events:eu-west-1:111122223333:event-bus/ops';

describe('the event bus', () => {
  const webhook = createReceiver();
  let buses: Emulator;
  let harness: Harness;

  before(async () => {
    buses = await startEmulator();
    await buses.addEventBus('ops');
    const bus = parseEventBus(BUS, undefined);
    const client = once(() => createEventBridge(bus, { endpoint: buses.url, credentials: CREDENTIALS }));
    const notify = createNotify({
      webhook: webhook.notify,
      eventBus: (event) => putEvent(client, bus, event),
    });
    harness = await startHarness({ activities: { notify } });
  });
  after(async () => {
    await harness.close();
    await buses.close();
  });
  afterEach(() => {
    buses.faults.clear();
    webhook.isDown = false;
  });

  const tearDown = async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const handle = await harness.start(arn);
    return { arn, handle };
  };
  const eventsAbout = async (arn: string) =>
    (await buses.eventsOn('ops')).filter(({ Resources = [] }) => Resources.includes(arn));
  const attempts = (arn: string) =>
    buses.calls.filter(({ operation, input }) => operation === 'PutEvents' && input.includes(arn));

  it('gets each event with its type, its source and the ARN, as rules match them', async () => {
    const { arn, handle } = await tearDown();
    const result = await handle.result();
    const [event, ...others] = await eventsAbout(arn);
    assert.deepEqual(others, []);
    const { Source, DetailType, Resources, Detail = '{}' } = event ?? {};
    assert.deepEqual([Source, DetailType, Resources], ['rekognition-teardown', 'teardown.deleted', [arn]]);
    const detail = JSON.parse(Detail) as Extract<AnyEvent, { result: unknown }>;
    assert.deepEqual(detail, webhook.of(handle)[0]);
    assert.deepEqual(detail.result, result);
  });

  for (const kind of [
    'rejectedEntries',
    'emptyAnswer',
    'lostPage',
    'noRequestId',
    'reset',
    'throttle',
  ] as const) {
    it(`gets an event again after ${kind}, and the webhook does not`, async () => {
      buses.faults.add({ kind, operation: 'PutEvents', times: 2 });
      const { arn, handle } = await tearDown();
      assert.equal((await handle.result()).outcome, 'deleted');
      assert.equal(attempts(arn).length, 3);
      assert.equal(webhook.of(handle).length, 1);
      assert.ok((await eventsAbout(arn)).length >= 1);
    });
  }

  it('does not get an event again because the webhook is down', async () => {
    webhook.isDown = true;
    const { arn, handle } = await tearDown();
    await eventually(async () => assert.equal((await eventsAbout(arn)).length, 1));
    await eventually(async () => {
      const { raw } = await handle.describe();
      const [pending] = raw.pendingActivities ?? [];
      assert.ok((pending?.attempt ?? 0) > 2, `attempt ${pending?.attempt}`);
    });
    webhook.isDown = false;
    await handle.result();
    assert.equal(webhook.of(handle).length, 1);
    assert.equal((await eventsAbout(arn)).length, 1);
    assert.equal(attempts(arn).length, 1);
  });

  it('is a name with a Region, or an ARN', () => {
    assert.deepEqual(parseEventBus(BUS, 'us-east-1'), { name: BUS, region: 'eu-west-1' });
    assert.deepEqual(parseEventBus('ops', 'us-east-1'), { name: 'ops', region: 'us-east-1' });
    assert.throws(() => parseEventBus('ops', undefined), /TEARDOWN_EVENT_BUS must be the ARN/);
    assert.throws(
      () => parseEventBus('arn:aws:sns:eu-west-1:111122223333:ops', 'eu-west-1'),
      /TEARDOWN_EVENT_BUS must be the name or the ARN/,
    );
  });
});
