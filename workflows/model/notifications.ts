import {
  CancellationScope,
  condition,
  isCancellation,
  log,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { ModelActivities } from '../../contract/activities.js';
import type { TeardownEvent } from '../../contract/model/event.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import type { Run } from '../shared/run-core.js';
import type { Model } from './core.js';
import type { News } from './state.js';

type Notify = Pick<ModelActivities, 'notify'>;

const { notify } = proxyActivities<Notify>({
  startToCloseTimeout: '15s',
  // A receiver that is down for longer must not keep a teardown from ending.
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '2s', maximumInterval: '1m' },
});

/** Posts events to other systems, beside the teardown and without holding it up. */
export class Notifications {
  private readonly underWay = new Set<string>();
  private readonly request: TeardownRequest;

  constructor(request: TeardownRequest) {
    this.request = request;
  }

  /** Posts the news of a run that are not being posted already. The run forgets what was delivered, or could not be. */
  post(run: Run<Model>): void {
    for (const news of run.memory.news) {
      const key = keyOf(news);
      if (this.underWay.has(key)) continue;
      this.underWay.add(key);
      void CancellationScope.nonCancellable(() => this.deliver(eventOf(this.request, news))).then(() => {
        this.underWay.delete(key);
        run.change({ ...run.memory, news: run.memory.news.filter((it) => keyOf(it) !== key) });
      });
    }
  }

  /** Waits until everything was delivered, or could not be. */
  async flushed(): Promise<void> {
    await condition(() => this.underWay.size === 0);
  }

  private async deliver(event: TeardownEvent): Promise<void> {
    const summary = `Post ${event.type} to the webhook`;
    try {
      await notify.executeWithOptions({ summary }, [event]);
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('could not post a teardown event', { type: event.type, error: String(error) });
    }
  }
}

function keyOf({ at, what }: News): string {
  return `${what.type} ${at}`;
}

function eventOf(
  { projectVersionArn, requestedBy, reason }: TeardownRequest,
  { at, what }: News,
): TeardownEvent {
  const { workflowId } = workflowInfo();
  return { ...what, projectVersionArn, workflowId, at, ...omitUndefined({ requestedBy, reason }) };
}
