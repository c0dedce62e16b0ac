import {
  CancellationScope,
  condition,
  isCancellation,
  log,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { ModelActivities } from '../../contract/activities.js';
import type { AnyEvent } from '../../contract/event.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import type { UnsentNews } from './news.js';
import { Reminders } from './reminders.js';
import type { Core, Kind, Run } from './run-core.js';
import { timeoutOfRun } from './workflow-timeout.js';

type Notify = Pick<ModelActivities, 'notify'>;

const { notify } = proxyActivities<Notify>({
  startToCloseTimeout: '15s',
  // A receiver that is down for longer must not keep a teardown from ending.
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '2s', maximumInterval: '1m' },
});

/** Sends the events of a run to other systems, beside the run and without holding it up. */
export class Notifications<K extends Kind> {
  private readonly underWay = new Set<string>();
  private readonly core: Core<K>;
  private readonly reminders: Reminders<K>;

  constructor(core: Core<K>) {
    this.core = core;
    this.reminders = new Reminders(core);
  }

  /** Sends the news of a run that are not being sent already. The run forgets what was delivered, or could not be. */
  send(run: Run<K>): void {
    this.reminders.plan(run);
    for (const unsent of run.memory.news) {
      const key = keyOf(unsent);
      if (this.underWay.has(key)) continue;
      this.underWay.add(key);
      void CancellationScope.nonCancellable(() => this.deliver(this.eventOf(unsent))).then(() => {
        this.underWay.delete(key);
        run.change({ ...run.memory, news: run.memory.news.filter((it) => keyOf(it) !== key) });
      });
    }
  }

  /** Waits until everything was delivered, or could not be, and ends before the server times the run out. */
  async flushed(): Promise<void> {
    const isFlushed = () => this.underWay.size === 0;
    const left = timeoutOfRun() - Date.now();
    if (isFlushed()) return;
    if (left === Infinity) await condition(isFlushed);
    else await condition(isFlushed, Math.max(left / 2, 1), { summary: 'Time to send the last events' });
  }

  private async deliver(event: AnyEvent): Promise<void> {
    try {
      await notify.executeWithOptions({ summary: `Send the event ${event.type}` }, [event]);
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('could not send an event', { type: event.type, error: String(error) });
    }
  }

  private eventOf({ at, what }: UnsentNews): AnyEvent {
    const { terms, eventSubject } = this.core;
    const { requestedBy, reason } = terms;
    const { workflowId } = workflowInfo();
    // The core of a kind of run creates only news of this kind.
    return {
      ...what,
      ...eventSubject,
      workflowId,
      at,
      ...omitUndefined({ requestedBy, reason }),
    } as AnyEvent;
  }
}

function keyOf({ at, what }: UnsentNews): string {
  return `${what.type} ${at}`;
}
