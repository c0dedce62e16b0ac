import {
  CancellationScope,
  condition,
  isCancellation,
  log,
  patched,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { deadlineOf, pastDeadline } from './deadline.js';
import { handleDecisions } from './decision-handlers.js';
import { endWith, fail, isEnd } from './end-run.js';
import { failureOf, wasNeverSent } from './failures.js';
import { DESCRIPTIONS } from './messages.js';
import { countTrouble } from './metrics.js';
import { Notifications } from './notifications.js';
import { handleOperatorSignals, queuedSignals } from './operator-signals.js';
import type { Body, Core, Kind, Run } from './run-core.js';
import { endsNoPause, pausedOr, refusing } from './decision-memory.js';
import type { RunAsk, RunEvent } from './run-state.js';
import { showInLists, startedSearchable } from './search-attributes.js';
import { isInTrouble } from './trouble.js';
import { atDeadline, expiry } from './workflow-timeout.js';

const KNOWS_TIME = 'knows-that-its-deadline-has-passed';
const HEARS_TIMEOUT = 'hears-the-time-out-after-its-deadline';
const BELIEVES = 'believes-that-a-change-was-not-sent';
const KEEPS_PAUSE = 'keeps-a-pause-that-its-parent-has-not-sent';

/**
 * Executes a run in a loop: asks its core for the next step, does it, and passes the resulting event to the core.
 *
 * Nothing ends it from outside. Cancellation and the deadline are events, and the core decides when they take effect. So
 * no cancellation is lost, not even at continue-as-new, and no sent change is left unanswered.
 */
export async function carryOut<K extends Kind>(
  core: Core<K>,
  carried: K['memory'],
  body: Body<K>,
): Promise<K['result']> {
  const root = CancellationScope.current();
  return CancellationScope.nonCancellable(async () => {
    const searchable = carried.searchable === true || startedSearchable();
    const notifications = new Notifications<K>(core);
    const run = startRun(core, { ...carried, expiresAt: expiry(), searchable }, body, notifications);
    const course = { core, body, run, notifications };
    run.change(run.memory);
    const hear = (event: 'cancelled' | 'late') => {
      run.take({ event });
      run.wake();
    };
    const hearCancel = () => {
      if (!run.memory.cancelled) hear('cancelled');
    };
    root.cancelRequested.catch(hearCancel);
    const deadlineAt = deadlineOf(core.terms, run.memory);
    void atDeadline(deadlineAt, () => hear('late'));
    // A restore outlasts the deadline of the request, and not the starter's time-out.
    const { expiresAt } = run.memory;
    const isLater = expiresAt !== undefined && deadlineAt !== undefined && deadlineAt < expiresAt;
    if (isLater && patched(HEARS_TIMEOUT)) void atDeadline(expiresAt, () => hear('late'));
    for (;;) {
      // It may have come in the same instant as what was waited for.
      if (root.consideredCancelled) hearCancel();
      const now = Date.now();
      // The timer of a deadline may fire late, and a worker may take the run after its deadline.
      const { late, outOfTime = false } = run.memory;
      const endsAt = late ? expiresAt : deadlineAt;
      const hasPassed = !outOfTime && endsAt !== undefined && endsAt <= now;
      if (hasPassed && patched(KNOWS_TIME)) run.take({ event: 'late' });
      const ask = core.next(run.memory, now);
      run.change(core.begin(run.memory, ask, now));
      showInLists(core.searched, run.memory, core.modelStatusOf?.(run.memory));
      body.before?.(run, ask);
      const result = core.resultOf(run.memory, ask, now);
      if (result !== undefined) return await endWith(course, ask, result);
      if (isEnd(ask)) {
        await body.breaksOff?.(run);
        return await fail(course, ask);
      }
      const event = await happened(body, run, ask);
      for (const it of body.instead?.(event) ?? [event]) run.take(it);
      if (!workflowInfo().continueAsNewSuggested) continue;
      const signals = queuedSignals();
      if (signals) await signals;
      // Temporal does not carry cancellation over continue-as-new: an unhandled one would be lost, and the next run
      // could not end as cancelled.
      if (!root.consideredCancelled) await body.continueAsNew(run.memory);
    }
  });
}

function startRun<K extends Kind>(
  core: Core<K>,
  carried: K['memory'],
  body: Body<K>,
  notifications: Notifications<K>,
): Run<K> {
  let memory = carried;
  let woken = false;
  let doing: { readonly ask: K['ask'] | RunAsk; readonly scope: CancellationScope } | undefined;
  let isShowing = false;
  const progress = () => core.progressOf(memory, Date.now());
  /** Renders the details once for all changes of one task: a run may get thousands of signals, and replays them all. */
  const show = () => {
    if (isShowing) return;
    isShowing = true;
    void Promise.resolve().then(() => {
      isShowing = false;
      setCurrentDetails(core.detailsOf(progress()));
    });
  };
  const run: Run<K> = {
    get memory() {
      return memory;
    },
    change(after) {
      const before = memory;
      memory = after;
      show();
      const { trouble, refusals } = after;
      if (trouble && isInTrouble(after) && refusals > before.refusals) countTrouble(trouble);
      body.changed?.(run, before);
      notifications.send(run);
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
        if (isCancellation(error) && scope.consideredCancelled) {
          return core.interrupted(ask, wasNeverSent(error) && patched(BELIEVES));
        }
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
  handleOperatorSignals((signal, input, passedOn) => {
    if (passedOn && endsNoPause(run.memory, passedOn) && patched(KEEPS_PAUSE)) return;
    if (signal !== 'checkNow') {
      run.change(pausedOr(run.memory, signal === 'pause', input, Date.now(), passedOn));
    }
    run.wake();
    body.signalled?.(run, signal, input);
  });
  const { decisions } = core;
  setHandler(core.progressQuery, progress, { description: DESCRIPTIONS.progress });
  handleDecisions({
    ...decisions,
    rejectionReason: (name, input) => decisions.rejectionReason(memory, name, input),
    pastDeadline: () => pastDeadline(core.terms, memory, Date.now()),
    canBeKept: (name) => decisions.canBeKept?.(memory, name) ?? false,
    wasNeverAccepted: (name) => decisions.wasNeverAccepted?.(memory, name) ?? false,
    decide(name, input) {
      run.change(decisions.decide(memory, name, input));
      run.wake();
      return decisions.answer(memory, name);
    },
    refuse(signal, why) {
      log.warn('signal not accepted', { signal, why });
      run.change(refusing(memory, signal, why, Date.now()));
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
