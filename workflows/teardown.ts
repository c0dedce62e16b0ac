import { continueAsNew, log, setHandler, upsertMemo, workflowInfo } from '@temporalio/workflow';
import { shortName } from '../contract/arn.js';
import type { Answer, LocatedModel, Wait } from '../contract/activities.js';
import { parseDecision } from '../contract/decision.js';
import { durationMs } from '../contract/duration.js';
import type { TeardownEvent } from '../contract/event.js';
import { given } from '../contract/given.js';
import type { ModelDescription, Sighting } from '../contract/model.js';
import type { TeardownProgress } from '../contract/progress.js';
import type { TeardownRequest } from '../contract/request.js';
import type { TeardownResult } from '../contract/result.js';
import { ask, askPatiently, change } from './calls.js';
import { modelMemoOf } from './canonical-ids.js';
import { interrupts, next, type Ask } from './core.js';
import { answerTo, decided, pausedOr, whyNot } from './decision-rules.js';
import { detailsOf } from './details.js';
import { deadlineOf, newMemory, type Memory, type News } from './memory.js';
import { checkNowSignal, DESCRIPTIONS, pauseSignal, progressQuery, resumeSignal } from './messages.js';
import { countEnd, countUndone, recordTimeToStop } from './metrics.js';
import { Notices } from './notices.js';
import { Polling } from './polling.js';
import { progressOf, resultOf } from './progress.js';
import { carryOut, type Body, type Core, type Run } from './run.js';
import type { RunAsk, RunEvent } from './run-memory.js';
import { mayBeLate } from './sent.js';
import { begin, take, withNews, type Event } from './take.js';
import type { teardownModel } from './teardown-model.js';
import { WAITS } from './waits.js';

interface Model {
  memory: Memory;
  ask: Ask;
  event: Event;
  progress: TeardownProgress;
  result: TeardownResult;
}

/** The teardown itself, under its canonical workflow id. */
export function tearDown(request: TeardownRequest, carried?: Partial<Memory>): Promise<TeardownResult> {
  keepMemo(request);
  return carryOut(coreOf(request), { ...newMemory(request, Date.now()), ...carried }, new Teardown(request));
}

/** The core, for a teardown on these terms. */
export function coreOf(request: TeardownRequest): Core<Model> {
  return {
    next: (memory, now) => next(request, memory, now),
    begin,
    take: (memory, event, now) => take(request, memory, event, now),
    interrupts,
    interrupted: ({ ask: what }) =>
      what === 'send' ? { event: 'answer', answer: 'none' } : { event: 'woken' },
    deadlineOf: (memory) => deadlineOf(request, memory),
    progressOf: (memory, now) => progressOf(request, memory, now),
    detailsOf,
    progressQuery,
    resultOf: (memory, asked, now) =>
      asked.ask === 'end' ? resultOf(request, memory, asked.outcome, asked.plan, now) : undefined,
    decisions: {
      subject: request.projectVersionArn,
      updates: DESCRIPTIONS.decisions,
      whyNot: (memory, decision, input) => whyNot(decision, request, memory, Date.now(), input),
      decide: (memory, decision, input) => decided(memory, decision, input, Date.now()),
      answer: (memory, decision) => answerTo(decision, request, memory),
    },
  };
}

type Teardowns = Run<Model>;
type Waiting = Extract<Ask, { ask: 'wait' }>;

/** Does what the core asks for. */
class Teardown implements Body<Model> {
  private polling: Polling<Sighting> | undefined;
  private run: Teardowns | undefined;
  private readonly request: TeardownRequest;
  private readonly name: string;
  private readonly notices = new Notices((event) => this.posted(event));

  constructor(request: TeardownRequest) {
    this.request = request;
    this.name = shortName(request.projectVersionArn);
  }

  started(run: Teardowns): void {
    this.run = run;
    setHandler(checkNowSignal, () => run.wake(), { description: DESCRIPTIONS.checkNow });
    const pause = (paused: boolean) => (input: unknown) => {
      const parsed = parseDecision('approve', input);
      run.change(pausedOr(run.memory, paused, parsed.ok ? parsed.input : {}, Date.now()));
      run.wake();
    };
    setHandler(pauseSignal, pause(true), { description: DESCRIPTIONS.pause });
    setHandler(resumeSignal, pause(false), { description: DESCRIPTIONS.resume });
  }

  ready(): Promise<void> {
    return this.notices.untilNoneIsLocal();
  }

  /** The poll in the background goes on through a look, if that finds nothing new. */
  before(asked: Ask | RunAsk): void {
    if (
      asked.ask === 'look' ||
      (asked.ask === 'wait' && this.polling?.key === JSON.stringify(this.waitFor(asked)))
    )
      return;
    this.polling?.cancel();
    this.polling = undefined;
  }

  async perform(run: Teardowns, asked: Ask): Promise<Event | RunEvent> {
    switch (asked.ask) {
      case 'look':
        run.looks();
        return { event: 'seen', sighting: await this.look(run), by: 'look' };
      case 'readTags': {
        const tags = await ask('readTags', `Tags of ${this.name} and its project`, located(asked.model));
        return { event: 'tags', tags };
      }
      case 'readTraffic': {
        const traffic = await ask('readTraffic', `Traffic of ${this.name}`, located(asked.model));
        return { event: 'traffic', traffic };
      }
      case 'send':
        return { event: 'answer', answer: await this.send(run, asked) };
      case 'wait':
        return this.wait(run, asked);
      case 'pause':
        await run.until(asked.until ?? Infinity, run.memory.waitingFor);
        return { event: 'woken' };
      case 'end':
        throw new Error('The run has ended.');
      default:
        return asked satisfies never;
    }
  }

  changed(before: Memory, after: Memory): void {
    const step = after.steps.at(-1);
    if (step !== undefined && step !== before.steps.at(-1)) {
      const { projectVersionArn, requestedBy, reason } = this.request;
      log.info('teardown step', { ...step, projectVersionArn, requestedBy, reason });
    }
    if (after.undone > before.undone) countUndone();
    const hasStopped = after.sent?.call === 'stop' && after.sent.answer === 'accepted';
    if (hasStopped && before.sent?.answer === 'awaited') recordTimeToStop(after.startedAt);
    this.notices.post(after.news.map((it) => eventOf(this.request, it)));
  }

  async ended(run: Teardowns, how: string, result: TeardownResult | undefined): Promise<void> {
    const { failure } = run.memory;
    if (how !== 'cancelled') countEnd(how);
    if (result?.outcome === 'deleted')
      run.change(withNews(run.memory, { type: 'teardown.deleted', result }, Date.now()));
    if (failure) run.change(withNews(run.memory, { type: 'teardown.failed', failure }, Date.now()));
    await this.notices.flushed();
  }

  continueAsNew(memory: Memory): Promise<unknown> {
    this.polling?.cancel();
    return continueAsNew<typeof teardownModel>(this.request, { ...memory, seen: undefined });
  }

  private look({ memory }: Teardowns): Promise<Sighting> {
    const { projectVersionArn, projectArn } = this.request;
    const summary = `Look at ${this.name}`;
    return memory.model === undefined
      ? ask('findModel', summary, { projectVersionArn, ...given({ projectArn }) })
      : ask('describeModel', summary, located(memory.model));
  }

  private send({ memory }: Teardowns, { call, model }: Extract<Ask, { ask: 'send' }>): Promise<Answer> {
    switch (call) {
      case 'stop':
        return change('stopModel', `Stop ${this.name}`, located(model));
      case 'delete':
        return change('deleteModel', `Delete ${this.name}`, located(model));
      case 'start': {
        // AWS's own minimum, if it did not say what the model ran with.
        const { minInferenceUnits = 1, maxInferenceUnits } = memory.model ?? model;
        const start = { ...located(model), minInferenceUnits, maxInferenceUnits };
        return change('startModel', `Start ${this.name} again`, start);
      }
      default:
        return call satisfies never;
    }
  }

  /** Waits until AWS reports another status, or it is time to look, or somebody wants that. */
  private async wait(run: Teardowns, asked: Waiting): Promise<Event | RunEvent> {
    const { period, step } = WAITS[asked.for];
    const polling = (this.polling ??= this.poll(this.waitFor(asked)));
    const end = asked.until ?? Infinity;
    const look = Date.now() + (period === undefined ? Infinity : durationMs(period));
    const summary = end <= look ? 'End of the grace period' : `Look afresh after ${period} of waiting`;
    await run.until(Math.min(end, look), summary, () => polling.ended);
    if (!polling.ended) return { event: 'woken' };
    this.polling = undefined;
    return { event: 'seen', sighting: polling.result, by: step };
  }

  private poll(wait: Wait): Polling<Sighting> {
    const summary = `${this.name}: ${wait.status}, until ${wait.waitingFor}`;
    return new Polling(wait, () => askPatiently('waitForChange', summary, wait));
  }

  private waitFor({ model, for: waitingFor }: Waiting): Wait {
    const { status, createdAt } = model;
    const { sent } = this.run?.memory ?? {};
    const statusBefore = sent && mayBeLate(sent, sent.from, Date.now()) ? sent.from : undefined;
    return { ...located(model), waitingFor, status, ...given({ statusBefore, createdAt }) };
  }

  private posted({ type, at }: TeardownEvent): void {
    const { run } = this;
    if (!run) return;
    const news = run.memory.news.filter((it) => it.at !== at || it.what.type !== type);
    run.change({ ...run.memory, news });
  }
}

function located({ projectVersionArn, projectArn }: ModelDescription): LocatedModel {
  return { projectVersionArn, projectArn };
}

function eventOf(
  { projectVersionArn, requestedBy, reason }: TeardownRequest,
  { at, what }: News,
): TeardownEvent {
  const { workflowId } = workflowInfo();
  return { ...what, projectVersionArn, workflowId, at, ...given({ requestedBy, reason }) };
}

/** Who asked and why, so that visibility can list it. Our own client has set it at the start, which costs no event. */
function keepMemo(request: TeardownRequest): void {
  const memo = workflowInfo().memo ?? {};
  const missing = Object.entries(modelMemoOf(request.projectVersionArn, request)).filter(
    ([key, value]) => memo[key] !== value,
  );
  if (missing.length > 0) upsertMemo(Object.fromEntries(missing));
}
