import { continueAsNew, setHandler, upsertMemo, workflowInfo } from '@temporalio/workflow';
import type { ModelDescription, Sighting } from '../contract/model.js';
import type { TeardownRequest } from '../contract/request.js';
import type { TeardownResult } from '../contract/result.js';
import { look } from './aws-calls.js';
import { modelMemoOf } from './canonical-ids.js';
import { sendDelete, sendStart, sendStop } from './changes.js';
import { handleDecisions } from './decisions.js';
import { plan } from './dry-run.js';
import { failure } from './failures.js';
import { checkGuards } from './guards.js';
import { awaitApproval, awaitResume, hold } from './holding-up.js';
import { CHECK_NOW_DESCRIPTION, checkNowSignal, PROGRESS_DESCRIPTION, progressQuery } from './messages.js';
import { nextStep, type NextStep } from './next-step.js';
import { lateness, refusalReason, unrestorable } from './refusals.js';
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
  handleDecisions(state);
  keepMemo(request);
  try {
    return await interruptible(
      state.deadlineAt,
      (scope) => decideAndAct(state, scope),
      () =>
        state.control.restore === 'none'
          ? failure('DeadlineExceeded', lateness(state.progress(), state.mayBeDeleting))
          : undefined,
    );
  } catch (error) {
    state.end(error);
    throw error;
  } finally {
    await state.notices.told();
  }
}

async function decideAndAct(state: TeardownState, scope: Interruptible): Promise<TeardownResult> {
  // Once Delete was sent, a cancel waits for the confirmation.
  const cancellable = <T>(step: () => Promise<T>) => (state.deleteSent ? step() : scope.untilCancelled(step));

  let sighting = state.saw('look', await cancellable(() => look(state)));
  if (state.request.dryRun && sighting.found) {
    const { model } = sighting;
    return state.result('planned', await cancellable(() => plan(state, model)));
  }
  while (sighting.found) {
    const { model } = sighting;
    const next = nextStep(model, state.request, state.control.facts());
    switch (next.step) {
      case 'end':
        return state.result(next.outcome);
      case 'refuse':
        throw state.control.restore === 'none'
          ? failure(next.failure, refusalReason(next.failure, model))
          : failure(next.failure, unrestorable(model, state.mayBeDeleting));
      case 'delete':
        sighting = await sendDelete(state, model, scope);
        break;
      default:
        sighting = await cancellable(() => carryOut(next, state, model));
    }
    if (workflowInfo().continueAsNewSuggested) {
      await state.notices.told();
      await continueAsNew<typeof teardownModel>(state.request, state.carried());
    }
  }
  return resultOnceGone(state);
}

type OtherStep = Exclude<NextStep, { step: 'end' | 'refuse' | 'delete' }>;

function carryOut(next: OtherStep, state: TeardownState, model: ModelDescription): Promise<Sighting> {
  switch (next.step) {
    case 'wait':
      return waitForTransition(state, model, next.for);
    case 'checkGuards':
      return checkGuards(state, model);
    case 'askApproval':
      return awaitApproval(state, model);
    case 'awaitResume':
      return awaitResume(state);
    case 'stop':
      return sendStop(state, model);
    case 'hold':
      return hold(state, model);
    case 'start':
      return sendStart(state, model);
    default:
      return next satisfies never;
  }
}

function resultOnceGone(state: TeardownState): TeardownResult {
  const { control, request } = state;
  if (control.restore !== 'none') {
    throw failure('UnexpectedStatus', unrestorable({ ...request, status: 'GONE' }, state.mayBeDeleting));
  }
  if (control.approval === 'refused') return state.result('rejected');
  return state.result(state.mayBeDeleting ? 'deleted' : 'alreadyGone');
}

/** Who asked and why, where visibility can list it. Our own client has set it at the start, which costs no event. */
function keepMemo(request: TeardownRequest): void {
  const memo = workflowInfo().memo ?? {};
  const missing = Object.entries(modelMemoOf(request.projectVersionArn, request)).filter(
    ([key, value]) => memo[key] !== value,
  );
  if (missing.length > 0) upsertMemo(Object.fromEntries(missing));
}
