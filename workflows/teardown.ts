import { continueAsNew, setHandler, upsertMemo, workflowInfo } from '@temporalio/workflow';
import { memoOf } from '../contract/memo.js';
import type { TeardownRequest } from '../contract/request.js';
import type { TeardownResult } from '../contract/result.js';
import { look } from './aws-calls.js';
import { sendDelete, sendStop } from './changes.js';
import { failure } from './failures.js';
import { CHECK_NOW_DESCRIPTION, checkNowSignal, PROGRESS_DESCRIPTION, progressQuery } from './messages.js';
import { nextStep } from './next-step.js';
import { planTeardown } from './plan.js';
import { lateness, refusalReason } from './refusals.js';
import { interruptible, type Interruptible } from './scopes.js';
import type { teardownModel } from './teardown-model.js';
import { TeardownState, type Carried } from './teardown-state.js';
import { waitForTransition } from './waiting.js';

/** The teardown itself, under its canonical workflow id. */
export async function tearDown(request: TeardownRequest, carried?: Carried): Promise<TeardownResult> {
  const state = new TeardownState(request, carried);
  setHandler(progressQuery, () => state.progress(), { description: PROGRESS_DESCRIPTION });
  setHandler(checkNowSignal, () => void (state.checkRequested = true), {
    description: CHECK_NOW_DESCRIPTION,
  });
  keepMemo(request);
  return interruptible(
    state.deadlineAt,
    (scope) => decideAndAct(state, scope),
    () => failure('DeadlineExceeded', lateness(state.progress())),
  );
}

async function decideAndAct(state: TeardownState, scope: Interruptible): Promise<TeardownResult> {
  // Once Delete was sent, a cancel waits for the confirmation.
  const cancellable = <T>(step: () => Promise<T>) => (state.deleteSent ? step() : scope.untilCancelled(step));

  let sighting = state.saw('look', await cancellable(() => look(state)));
  if (state.request.dryRun && sighting.found) {
    return state.result('planned', planTeardown(sighting.model, state.request));
  }
  while (sighting.found) {
    const { model } = sighting;
    const next = nextStep(model, state.request);
    switch (next.step) {
      case 'refuse':
        throw failure(next.failure, refusalReason(next.failure, model));
      case 'wait':
        sighting = await cancellable(() => waitForTransition(state, model, next.for));
        break;
      case 'stop':
        sighting = await cancellable(() => sendStop(state, model));
        break;
      case 'delete':
        sighting = await sendDelete(state, model, scope);
        break;
      default:
        next satisfies never;
    }
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof teardownModel>(state.request, state.carried());
    }
  }
  return state.result(state.deleteSent ? 'deleted' : 'alreadyGone');
}

/** Who asked and why, where visibility can list it. Our own client has set it at the start, which costs no event. */
function keepMemo(request: TeardownRequest): void {
  const memo = workflowInfo().memo ?? {};
  const missing = Object.entries(memoOf(request)).filter(([key, value]) => memo[key] !== value);
  if (missing.length > 0) upsertMemo(Object.fromEntries(missing));
}
