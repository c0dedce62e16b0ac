import {
  CancellationScope,
  CancelledFailure,
  condition,
  isCancellation,
  log,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
  type QueryDefinition,
} from '@temporalio/workflow';
import type { DecisionInput } from '../contract/decision.js';
import type { DecisionUpdate } from '../contract/names.js';
import { handleDecisions, type Decidable } from './decisions.js';
import { failure, failureOf } from './failures.js';
import { DESCRIPTIONS } from './messages.js';
import { expiryOf, iso, type RunAsk, type RunEvent, type RunMemory } from './run-memory.js';

/** The types of a kind of run: of a model, a project or a sweep. */
interface Kind {
  memory: RunMemory;
  ask: { readonly ask: string };
  event: object;
  progress: object;
  result: object;
}

/** The core of a kind of run, which knows neither Temporal nor AWS, and how it is shown. */
export interface Core<K extends Kind> {
  next(memory: K['memory'], now: number): K['ask'] | RunAsk;
  /** What must be known before what comes next is done, and what people see of it. */
  begin(memory: K['memory'], ask: K['ask'] | RunAsk, now: number): K['memory'];
  take(memory: K['memory'], event: K['event'] | RunEvent, now: number): K['memory'];
  /** Returns whether a cancel, the deadline or a decision ends what is being done. */
  interrupts(memory: K['memory'], ask: K['ask'] | RunAsk): boolean;
  /** Returns the event that the core takes in when it has interrupted this. */
  interrupted(ask: K['ask']): K['event'] | RunEvent;
  /** Epoch milliseconds. */
  deadlineOf(memory: K['memory']): number | undefined;
  progressOf(memory: K['memory'], now: number): K['progress'];
  detailsOf(progress: K['progress']): string;
  readonly progressQuery: QueryDefinition<K['progress']>;
  /** The result, if the end is what is asked for. */
  resultOf(memory: K['memory'], ask: K['ask'] | RunAsk, now: number): K['result'] | undefined;
  readonly decisions: Pick<Decidable, 'subject' | 'updates'> & {
    whyNot(memory: K['memory'], name: DecisionUpdate, input: DecisionInput): string | undefined;
    decide(memory: K['memory'], name: DecisionUpdate, input: DecisionInput): K['memory'];
    answer(memory: K['memory'], name: DecisionUpdate): string;
  };
}

/** What the workflow adds to its core. */
export interface Body<K extends Kind> {
  /** Before anything is asked for. */
  started?(run: Run<K>): void;
  /** Resolves when the run may go on: before its core is asked what comes next. */
  ready?(): Promise<void>;
  /** Before this is done. */
  before?(ask: K['ask'] | RunAsk): void;
  perform(run: Run<K>, ask: K['ask']): Promise<K['event'] | RunEvent>;
  changed?(before: K['memory'], after: K['memory']): void;
  /** The run has ended and returns once this does. */
  ended?(run: Run<K>, how: string, result: K['result'] | undefined): Promise<void>;
  continueAsNew(memory: K['memory']): Promise<unknown>;
}

/** A run as its body sees it. */
export interface Run<K extends Kind> {
  readonly memory: K['memory'];
  change(memory: K['memory']): void;
  take(event: K['event'] | RunEvent): void;
  /** Ends the current wait or the next one, and what is being done if the core interrupts it. */
  wake(): void;
  /** Does what the core has asked for, and returns its event, also if the core interrupts it. */
  do(ask: K['ask'] | RunAsk, perform: () => Promise<K['event'] | RunEvent>): Promise<K['event'] | RunEvent>;
  /** Makes all that was wanted until now up to date: to be called before a look. */
  looks(): void;
  /** Waits until a time (epoch milliseconds, `Infinity` for ever), until somebody wakes the run, or until `ended`. */
  until(time: number, summary: string, ended?: () => boolean): Promise<void>;
}

/**
 * Carries a run out: asks its core what comes next, does that, and has the core take in what came of it.
 *
 * Nothing ends it from outside. A cancel and the deadline are events, and the core decides when to obey. So no cancel is
 * lost, at continue-as-new neither, and nothing that was sent is left without an answer.
 */
export async function carryOut<K extends Kind>(
  core: Core<K>,
  carried: K['memory'],
  body: Body<K>,
): Promise<K['result']> {
  const root = CancellationScope.current();
  return CancellationScope.nonCancellable(async () => {
    const run = startRun(core, { ...carried, expiresAt: expiry() }, body);
    body.started?.(run);
    run.change(run.memory);
    const hear = (event: 'cancelled' | 'late') => {
      run.take({ event });
      run.wake();
    };
    const hearCancel = () => {
      if (!run.memory.cancelled) hear('cancelled');
    };
    root.cancelRequested.catch(hearCancel);
    const alarm = new CancellationScope();
    void alarm.run(() => atDeadline(core.deadlineOf(run.memory), () => hear('late')));
    try {
      for (;;) {
        await body.ready?.();
        // It may have come in the same instant as what was waited for.
        if (root.consideredCancelled) hearCancel();
        const now = Date.now();
        const ask = core.next(run.memory, now);
        run.change(core.begin(run.memory, ask, now));
        body.before?.(ask);
        const result = core.resultOf(run.memory, ask, now);
        if (result !== undefined) {
          await end(run, body, 'outcome' in ask ? String(ask.outcome) : 'done', result);
          return result;
        }
        if (isEnd(ask)) return await fail(run, body, ask);
        run.take(await happened(body, run, ask));
        // Temporal carries no cancel over continue-as-new: one that nobody has heard yet would be lost, and the next run
        // could not end as cancelled.
        const isCancelled = root.consideredCancelled;
        if (workflowInfo().continueAsNewSuggested && !isCancelled) await body.continueAsNew(run.memory);
      }
    } finally {
      alarm.cancel();
    }
  });
}

function startRun<K extends Kind>(core: Core<K>, carried: K['memory'], body: Body<K>): Run<K> {
  let memory = carried;
  let woken = false;
  let doing: { readonly ask: K['ask'] | RunAsk; readonly scope: CancellationScope } | undefined;
  const progress = () => core.progressOf(memory, Date.now());
  const run: Run<K> = {
    get memory() {
      return memory;
    },
    change(after) {
      const before = memory;
      memory = after;
      setCurrentDetails(core.detailsOf(progress()));
      body.changed?.(before, after);
    },
    take: (event) => run.change(core.take(memory, event, Date.now())),
    wake() {
      woken = true;
      if (doing && core.interrupts(memory, doing.ask)) doing.scope.cancel();
    },
    async do(ask, perform) {
      const scope = new CancellationScope();
      doing = { ask, scope };
      try {
        return await scope.run(perform);
      } catch (error) {
        if (isCancellation(error) && scope.consideredCancelled) return core.interrupted(ask);
        throw error;
      } finally {
        doing = undefined;
      }
    },
    looks: () => void (woken = false),
    async until(time, summary, ended = () => false) {
      const awake = () => woken || ended();
      if (time === Infinity) await condition(awake);
      else await condition(awake, Math.max(time - Date.now(), 1), { summary: summary.slice(0, 120) });
      woken = false;
    },
  };
  const { decisions } = core;
  setHandler(core.progressQuery, progress, { description: DESCRIPTIONS.progress });
  handleDecisions({
    ...decisions,
    whyNot: (name, input) => decisions.whyNot(memory, name, input),
    decide(name, input) {
      run.change(decisions.decide(memory, name, input));
      run.wake();
      return decisions.answer(memory, name);
    },
    refuse(signal, why) {
      log.warn('signal refused', { signal, why });
      run.change({ ...memory, refusedSignal: { at: iso(Date.now()), signal, why } });
    },
  });
  return run;
}

async function happened<K extends Kind>(
  body: Body<K>,
  run: Run<K>,
  ask: K['ask'],
): Promise<K['event'] | RunEvent> {
  try {
    return await run.do(ask, async () => {
      if (!isBackOff(ask)) return body.perform(run, ask);
      await run.until(ask.until, run.memory.waitingFor);
      return { event: 'woken' } as const;
    });
  } catch (error) {
    const failed = failureOf(error);
    if (failed === undefined) throw error;
    return { event: 'failed', ...failed };
  }
}

function isBackOff(ask: Kind['ask']): ask is Extract<RunAsk, { ask: 'backOff' }> {
  return ask.ask === 'backOff';
}

function isEnd(ask: Kind['ask']): ask is Extract<RunAsk, { ask: 'fail' | 'cancel' }> {
  return ask.ask === 'fail' || ask.ask === 'cancel';
}

async function end<K extends Kind>(
  run: Run<K>,
  body: Body<K>,
  how: string,
  result?: K['result'],
): Promise<void> {
  const since = iso(Date.now());
  const done = { ended: how, phase: 'done', since, waitingFor: `nothing: ${how}`, nextLook: undefined };
  run.change({ ...run.memory, ...done });
  await body.ended?.(run, how, result);
}

async function fail<K extends Kind>(
  run: Run<K>,
  body: Body<K>,
  ask: Extract<RunAsk, { ask: 'fail' | 'cancel' }>,
): Promise<never> {
  if (ask.ask === 'cancel') {
    await end(run, body, 'cancelled');
    throw new CancelledFailure('The run was cancelled.');
  }
  const { type, message } = ask;
  run.change({ ...run.memory, failure: { type, message } });
  await end(run, body, type);
  throw failure(type, message);
}

async function atDeadline(deadlineAt: number | undefined, late: () => void): Promise<void> {
  if (deadlineAt === undefined) return;
  try {
    await sleep(Math.max(deadlineAt - Date.now(), 1), { summary: 'Deadline of the teardown' });
    late();
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
}

/** When this run must have ended by itself because its starter has set a time-out on it. Epoch milliseconds. */
function expiry(): number | undefined {
  const { startTime, runStartTime, executionExpirationTime, runTimeoutMs } = workflowInfo();
  const runStarted = runStartTime.getTime();
  const ends = [
    expiryOf(startTime.getTime(), executionExpirationTime?.getTime()),
    expiryOf(runStarted, runTimeoutMs ? runStarted + runTimeoutMs : undefined),
  ].filter((it) => it !== undefined);
  return ends.length === 0 ? undefined : Math.min(...ends);
}
