import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import { durationMs, type Duration } from '../contract/duration.js';
import type { ModelDescription, Sighting, Transition } from '../contract/model.js';
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
}

// A period costs six history events: 24 h of training add 72 and those of the waiting activity.
const PERIOD = '2h' as Duration;

const WAITS: Readonly<Record<Transition, WaitKind>> = {
  trained: { phase: 'training', waitingFor: 'AWS to end the training', nextLook: HOURS, period: PERIOD },
  copied: { phase: 'copying', waitingFor: 'AWS to end the copying', nextLook: HOURS, period: PERIOD },
  started: {
    phase: 'starting',
    waitingFor: 'the model to run, so that it can be stopped',
    nextLook: SECONDS,
  },
  stopped: { phase: 'stopping', waitingFor: 'AWS to stop the model', nextLook: SECONDS },
  deleted: { phase: 'deleting', waitingFor: 'AWS to list the model no longer', nextLook: SECONDS },
};

/**
 * Waits until AWS reports another status, for as long as that takes.
 *
 * The polling is an activity's retry, which adds nothing to history. Around it the workflow wakes at the end
 * of each period and on `checkNow`, looks for itself, and shows what it saw.
 */
export async function waitForTransition(
  state: TeardownState,
  model: ModelDescription,
  transition: Transition,
): Promise<Sighting> {
  const { phase, waitingFor, nextLook, period } = WAITS[transition];
  const { projectVersionArn, projectArn, status, createdAt } = model;
  const step = transition === 'deleted' ? 'confirm' : 'wait';
  const { statusBefore } = state;
  state.statusBefore = undefined;
  state.enter(phase, waitingFor, nextLook);

  let changed: Sighting | undefined;
  let failed: { readonly error: unknown } | undefined;
  const polling = new CancellationScope();
  polling
    .run(() =>
      waitForChange({
        projectVersionArn,
        projectArn,
        waitingFor: transition,
        status,
        statusBefore,
        createdAt,
      }),
    )
    .then(
      (sighting) => (changed = sighting),
      (error: unknown) => (failed = { error }),
    );
  const awake = () => changed !== undefined || failed !== undefined || state.checkRequested;

  try {
    for (;;) {
      await (period === undefined
        ? condition(awake)
        : condition(awake, durationMs(period), { summary: `Look afresh after ${period} of waiting` }));
      if (failed) throw failed.error;
      if (changed) return state.saw(step, changed);
      state.checkRequested = false;
      const fresh = state.saw(step, await look(state));
      const unchanged = fresh.found && fresh.model.status === status;
      if (!unchanged || workflowInfo().continueAsNewSuggested) return fresh;
    }
  } finally {
    polling.cancel();
  }
}
