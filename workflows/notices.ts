import {
  CancellationScope,
  condition,
  isCancellation,
  log,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { ModelActivities } from '../contract/activities.js';
import type { TeardownEvent } from '../contract/event.js';
import { atOnceOrPatiently } from './at-once-or-patiently.js';

type Notify = Pick<ModelActivities, 'notify'>;

// Without a webhook this is all: one event of history.
const atOnce = proxyLocalActivities<Notify>({ startToCloseTimeout: '5s', retry: { maximumAttempts: 1 } });
const patient = proxyActivities<Notify>({
  startToCloseTimeout: '15s',
  // A receiver that is down for longer must not keep a teardown from ending.
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '2s', maximumInterval: '1m' },
});

/** Posts events to other systems, beside the teardown and without holding it up. */
export class Notices {
  private readonly underWay = new Set<string>();
  private local = 0;
  private readonly done: (event: TeardownEvent) => void;

  /** @param done called once an event was delivered, or could not be */
  constructor(done: (event: TeardownEvent) => void) {
    this.done = done;
  }

  /** Posts those of the events that are not being posted already. */
  post(events: readonly TeardownEvent[]): void {
    for (const event of events) {
      const key = `${event.type} ${event.at}`;
      if (this.underWay.has(key)) continue;
      this.underWay.add(key);
      void CancellationScope.nonCancellable(() => this.deliver(event)).then(() => {
        this.underWay.delete(key);
        this.done(event);
      });
    }
  }

  /** Waits until everything was delivered, or could not be. */
  async flushed(): Promise<void> {
    await condition(() => this.underWay.size === 0);
  }

  /**
   * Waits until no local activity posts an event any more: five seconds at most.
   *
   * While one does, a run starts no other local activity. If two run side by side, the commands after them depend on which
   * one ends first, and in a chaos campaign the replay of a run ended them in the other order.
   */
  async untilNoneIsLocal(): Promise<void> {
    await condition(() => this.local === 0);
  }

  private async deliver(event: TeardownEvent): Promise<void> {
    const summary = `Tell others: ${event.type}`;
    const post = ({ notify }: typeof atOnce | typeof patient) =>
      notify.executeWithOptions({ summary }, [event]);
    try {
      await atOnceOrPatiently(atOnce, patient, (calls) =>
        calls === atOnce ? this.locally(post) : post(patient),
      );
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('a teardown event could not be posted', { type: event.type, error: String(error) });
    }
  }

  private async locally(post: (calls: typeof atOnce) => Promise<void>): Promise<void> {
    this.local += 1;
    try {
      await post(atOnce);
    } finally {
      this.local -= 1;
    }
  }
}
