import { patched } from '@temporalio/workflow';
import type { Look, Wait } from '../../contract/activities.js';
import { shortName } from '../../contract/arn.js';
import { durationMs } from '../../contract/duration.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import type { Step } from '../../contract/model/result.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import { ask } from '../shared/call-activity.js';
import { Polling } from '../shared/polling.js';
import type { Run } from '../shared/run-core.js';
import type { RunAsk, RunEvent } from '../shared/run-state.js';
import { mayBeLate } from '../shared/sent-change.js';
import { withFound, type Event, type Seen } from './apply-event.js';
import { located } from './aws.js';
import type { Model } from './core.js';
import type { Ask } from './next-action.js';
import type { Memory } from './state.js';
import { WAITS } from './waits.js';

const FOUND = 'goes-by-what-a-poll-has-found';
const RELOOKS = 'looks-again-after-what-a-poll-has-found';

type Waiting = Extract<Ask, { ask: 'wait' }>;

/** Waits for AWS to report another status, by an activity that polls in the background. */
export class WaitForAws {
  private polling: Polling<Look> | undefined;
  private polledFor = '';
  private polledBy: Step['step'] = 'wait';
  private readonly name: string;

  constructor({ projectVersionArn }: TeardownRequest) {
    this.name = shortName(projectVersionArn);
  }

  /** Cancels the poll before the run does anything else. It continues through a check, if that finds nothing new. */
  cancelUnlessFor(asked: Ask | RunAsk, memory: Memory): void {
    const isSame = asked.ask === 'wait' && this.polledFor === keyOf(waitOf(asked, memory));
    if (asked.ask !== 'look' && !isSame) this.cancel();
  }

  cancel(): void {
    this.polling?.cancel();
    this.polling = undefined;
  }

  /** Returns what counts if the poll has found something while the run did something else, or undefined. */
  found(event: Event | RunEvent): readonly (Event | RunEvent)[] | undefined {
    if (!this.polling?.hasFound || !patched(FOUND)) return undefined;
    const found = this.seen(this.polling);
    return patched(RELOOKS) ? withFound(event, found) : [found];
  }

  /** Waits until AWS reports another status, the period ends, or somebody requests a check. */
  async wait(run: Run<Model>, asked: Waiting): Promise<Event | RunEvent> {
    const { period, step } = WAITS[asked.for];
    const polling = (this.polling ??= this.poll(waitOf(asked, run.memory)));
    this.polledBy = step;
    const end = asked.until ?? Infinity;
    const look = Date.now() + (period === undefined ? Infinity : durationMs(period));
    const summary = end <= look ? 'End of the grace period' : `Check again after waiting ${period}`;
    await run.until(Math.min(end, look), summary, () => polling.ended);
    return polling.ended ? this.seen(polling) : { event: 'woken' };
  }

  /** @throws what the poll has thrown */
  private seen(polling: Polling<Look>): Seen {
    this.polling = undefined;
    const { askedAt } = polling.result;
    return { event: 'seen', sighting: polling.result, by: this.polledBy, ...omitUndefined({ askedAt }) };
  }

  private poll(wait: Wait): Polling<Look> {
    const summary = `${this.name}: ${wait.status}, until ${wait.waitingFor}`;
    this.polledFor = keyOf(wait);
    return new Polling(() => ask('waitForChange', summary, wait));
  }
}

/** Two waits with the same key wait for the same change. A late read stops being possible by itself during a wait. */
function keyOf(wait: Wait): string {
  return JSON.stringify({ ...wait, statusBefore: undefined });
}

function waitOf({ model, for: waitingFor, tags }: Waiting, { sent }: Memory): Wait {
  const { status, createdAt } = model;
  const statusBefore = sent && mayBeLate(sent, sent.from, Date.now()) ? sent.from : undefined;
  return { ...located(model), waitingFor, status, tags, ...omitUndefined({ statusBefore, createdAt }) };
}
