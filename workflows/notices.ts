import {
  CancellationScope,
  isCancellation,
  log,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { ModelActivities } from '../contract/activities.js';
import type { TeardownEvent, TeardownNews } from '../contract/event.js';
import { given } from '../contract/given.js';
import type { TeardownRequest } from '../contract/request.js';
import { atOnceOrPatiently } from './at-once-or-patiently.js';

type Notify = Pick<ModelActivities, 'notify'>;

// Where nobody is to be told, this is all: one event of history.
const atOnce = proxyLocalActivities<Notify>({ startToCloseTimeout: '5s', retry: { maximumAttempts: 1 } });
const patient = proxyActivities<Notify>({
  startToCloseTimeout: '15s',
  // A receiver that is down for longer must not keep a teardown from ending.
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '2s', maximumInterval: '1m' },
});

/** What other systems are told, beside the teardown and without holding it up. */
export class Notices {
  private readonly pending: Promise<void>[] = [];
  private readonly request: TeardownRequest;

  constructor(request: TeardownRequest) {
    this.request = request;
  }

  tell(what: TeardownNews): void {
    const { projectVersionArn, requestedBy, reason } = this.request;
    const event: TeardownEvent = {
      ...what,
      projectVersionArn,
      workflowId: workflowInfo().workflowId,
      at: new Date().toISOString(),
      ...given({ requestedBy, reason }),
    };
    this.pending.push(CancellationScope.nonCancellable(() => deliver(event)));
  }

  /** Waits until everything was told, or could not be. */
  async told(): Promise<void> {
    await CancellationScope.nonCancellable(() => Promise.all(this.pending));
  }
}

async function deliver(event: TeardownEvent): Promise<void> {
  const summary = `Tell others: ${event.type}`;
  try {
    await atOnceOrPatiently(atOnce, patient, ({ notify }) => notify.executeWithOptions({ summary }, [event]));
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.error('nobody could be told of a teardown event', { type: event.type, error: String(error) });
  }
}
