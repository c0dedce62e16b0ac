import { CancellationScope, condition, patched, workflowInfo } from '@temporalio/workflow';
import { durationMs, type Duration } from '../contract/duration.js';
import { mayBeLate, type Wait } from '../contract/activities.js';
import type { ModelDescription, Sighting } from '../contract/model.js';
import type { Phase } from '../contract/progress.js';
import { look, waitForChange } from './aws-calls.js';
import type { TeardownState } from './teardown-state.js';

const SECONDS = 'every few seconds, slower when it takes long';
const HOURS = 'about every tenth of the time it has taken so far, at most half an hour apart';

interface WaitKind {
  readonly phase: Phase;
  readonly waitingFor: string;
  readonly nextLook: string;
  /** Waits that can take a day are cut into periods: at the end of each the workflow itself looks afresh. */
  readonly period?: Duration;
  readonly step: 'wait' | 'hold' | 'confirm';
}

// A period costs six history events: 24 h of training add 72 and those of the waiting activity.
const PERIOD = '2h' as Duration;

const WAITS: Readonly<Record<Wait['waitingFor'], WaitKind>> = {
  trained: {
    phase: 'training',
    waitingFor: 'AWS to end the training',
    nextLook: HOURS,
    period: PERIOD,
    step: 'wait',
  },
  copied: {
    phase: 'copying',
    waitingFor: 'AWS to end the copying',
    nextLook: HOURS,
    period: PERIOD,
    step: 'wait',
  },
  started: {
    phase: 'starting',
    waitingFor: 'the model to run, so that it can be stopped',
    nextLook: SECONDS,
    step: 'wait',
  },
  stopped: { phase: 'stopping', waitingFor: 'AWS to stop the model', nextLook: SECONDS, step: 'wait' },
  reclaimed: {
    phase: 'held',
    waitingFor: 'the end of the grace period, or somebody who wants the model back',
    nextLook: 'every quarter of an hour, oftener at first',
    period: '1d' as Duration,
    step: 'hold',
  },
  deleted: {
    phase: 'deleting',
    waitingFor: 'AWS to list the model no longer',
    nextLook: SECONDS,
    step: 'confirm',
  },
};
const RESTORING = { phase: 'restoring', waitingFor: 'AWS to run the model again' } as const;

/**
 * Waits until AWS reports another status, for as long as that takes, or until somebody decides otherwise.
 *
 * The polling is an activity's retry, which adds nothing to history. Around it the workflow wakes at the end
 * of each period and on `checkNow`, looks for itself, and shows what it saw.
 */
export async function waitForTransition(
  state: TeardownState,
  model: ModelDescription,
  transition: Wait['waitingFor'],
  until?: EndOfWait,
): Promise<Sighting> {
  const { nextLook, period, step, ...kind } = WAITS[transition];
  const { projectVersionArn, projectArn, status, createdAt } = model;
  const { statusBefore, control } = state;
  const { phase, waitingFor } = control.restore === 'none' ? kind : RESTORING;
  state.statusBefore = undefined;
  state.enter(phase, waitingFor, nextLook);

  const began = Date.now();
  const polling = poll({
    projectVersionArn,
    projectArn,
    waitingFor: transition,
    status,
    statusBefore,
    createdAt,
  });
  const awake = () => polling.ended() || state.woken;
  try {
    for (;;) {
      const timeUp = await sleepUnless(awake, period, until);
      const changed = polling.result();
      if (changed) return state.saw(step, changed);
      if (timeUp) until?.reached();
      const decided = control.decisionMade || timeUp;
      state.attend();
      const seen = await look(state);
      const late =
        seen.found && mayBeLate(seen.model.status, statusBefore, Date.now() - began) && patched('late-looks');
      if (late) state.statusBefore = statusBefore;
      const fresh = state.saw(step, late ? { found: true, model } : seen);
      const unchanged = fresh.found && fresh.model.status === status;
      if (!unchanged || decided || workflowInfo().continueAsNewSuggested) return fresh;
    }
  } finally {
    polling.cancel();
  }
}

export interface EndOfWait {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly summary: string;
  reached(): void;
}

/** Returns whether `until` was reached. A period that ends, or something to wake for, comes first. */
async function sleepUnless(
  awake: () => boolean,
  period: Duration | undefined,
  until: EndOfWait | undefined,
): Promise<boolean> {
  const left = until === undefined ? Infinity : Math.max(until.at - Date.now(), 1);
  const periodMs = period === undefined ? Infinity : durationMs(period);
  if (left === Infinity && period === undefined) {
    await condition(awake);
    return false;
  }
  const last = left <= periodMs;
  const summary = last && until ? until.summary : `Look afresh after ${period} of waiting`;
  return !(await condition(awake, Math.min(left, periodMs), { summary })) && last;
}

/** The activity that looks again and again, in the background. */
function poll(wait: Wait) {
  let changed: Sighting | undefined;
  let failed: { readonly error: unknown } | undefined;
  const scope = new CancellationScope();
  scope
    .run(() => waitForChange(wait))
    .then(
      (sighting) => (changed = sighting),
      (error: unknown) => (failed = { error }),
    );
  return {
    ended: () => changed !== undefined || failed !== undefined,
    result() {
      if (failed) throw failed.error;
      return changed;
    },
    cancel: () => scope.cancel(),
  };
}
