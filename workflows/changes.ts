import { condition, isCancellation, patched, sleep } from '@temporalio/workflow';
import type { Answer } from '../contract/activities.js';
import { given } from '../contract/given.js';
import type { ModelDescription, Sighting } from '../contract/model.js';
import { deleteModel, look, startModel, stopModel } from './aws-calls.js';
import { backOffSeconds } from './back-off.js';
import { failure } from './failures.js';
import { recordTimeToStop } from './metrics.js';
import { refusedAsInvalid } from './refusals.js';
import { throwIfCancelled, type Interruptible } from './scopes.js';
import type { TeardownState } from './teardown-state.js';

// AWS does not say how far its reads may lag behind a call.
const LATEST_READ = '5s';

/** Sends Stop, and returns what is known of the model after it. */
export async function sendStop(state: TeardownState, model: ModelDescription): Promise<Sighting> {
  state.control.stopSent = true;
  state.enter('stopping', 'AWS to accept StopProjectVersion');
  const answer = await stopModel(model);
  if (answer.accepted) recordTimeToStop(state.startedAt);
  return answer.accepted
    ? accepted(state, 'stop', model, answer.status)
    : backOff(state, await lookAfterRefusal(state, 'StopProjectVersion', model, answer), model, answer);
}

/** Sends Start, as the model ran before, and returns what is known of it after that. */
export async function sendStart(state: TeardownState, model: ModelDescription): Promise<Sighting> {
  state.enter('restoring', 'AWS to accept StartProjectVersion');
  const answer = await startModel({ ...model, ...unitsOf(state.model) });
  if (answer.accepted) {
    state.control.restore = 'sent';
    return accepted(state, 'start', model, answer.status);
  }
  return backOff(state, await lookAfterRefusal(state, 'StartProjectVersion', model, answer), model, answer);
}

/**
 * Sends Delete, and returns what is known of the model after it. A cancel that comes in between can't take the
 * call back: what AWS then says of the model decides whether the cancel is obeyed or waits for the confirmation.
 */
export async function sendDelete(
  state: TeardownState,
  model: ModelDescription,
  scope: Interruptible,
): Promise<Sighting> {
  throwIfCancelled(scope, 'Delete was sent');
  // In the same instant as the decision for it, so that no update can be accepted in between.
  state.deleteSent = true;
  state.enter('deleting', 'AWS to accept DeleteProjectVersion');
  let answer: Answer;
  try {
    answer = await scope.untilCancelled(() => deleteModel(model));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    const seen = await lookTwice(state, model);
    if (seen.found && seen.model.status !== 'DELETING') throw error;
    return seen;
  }
  if (answer.accepted) return accepted(state, 'delete', model, answer.status);

  const refused = answer;
  const seen = await lookAfterRefusal(state, 'DeleteProjectVersion', model, refused);
  if (!seen.found || seen.model.status === 'DELETING') return seen;
  if (refused.repeated && state.refusals === 0) {
    // Carried out, perhaps, by an attempt whose answer was lost, and this look too early to show it.
    state.mayHaveDeleted = true;
    const later = await backOff(state, seen, model, refused);
    state.deleteSent = !later.found || later.model.status === 'DELETING';
    return later;
  }
  state.deleteSent = false;
  return scope.untilCancelled(() => backOff(state, seen, model, refused));
}

/** A look right after a call that nobody knows the answer of, and, where it shows nothing new, another a while later. */
async function lookTwice(state: TeardownState, model: ModelDescription): Promise<Sighting> {
  const seen = state.saw('look', await look(state));
  if (!seen.found || seen.model.status !== model.status || !patched('look-twice')) return seen;
  state.mayHaveDeleted = true;
  await sleep(LATEST_READ, { summary: 'Whether AWS has carried Delete out' });
  return state.saw('look', await look(state));
}

function accepted(
  state: TeardownState,
  step: 'start' | 'stop' | 'delete',
  model: ModelDescription,
  status: string,
): Sighting {
  state.refusals = 0;
  state.calledInvalid = undefined;
  state.statusBefore = model.status;
  if (step === 'delete') state.mayHaveDeleted = true;
  return state.saw(step, { found: true, model: { ...model, status } });
}

type Refusal = Exclude<Answer, { accepted: true }>;

/** A refusal says nothing of the status, so nothing is concluded from it but to look again. */
async function lookAfterRefusal(
  state: TeardownState,
  action: string,
  model: ModelDescription,
  refusal: Refusal,
): Promise<Sighting> {
  const seen = state.saw('look', await look(state));
  if (
    refusal.because === 'invalid' &&
    !refusal.repeated &&
    seen.found &&
    seen.model.status === model.status
  ) {
    // The first time, a late read may hide the change that made it so.
    if (state.calledInvalid === action || !patched('ask-twice')) {
      throw failure('InvalidRequest', refusedAsInvalid(action, model, refusal.message));
    }
    state.calledInvalid = action;
  }
  return seen;
}

/** Where a new look does not explain the refusal, the same call is due again: not at once, and each time later. */
export async function backOff(
  state: TeardownState,
  seen: Sighting,
  model: ModelDescription,
  { message }: Pick<Refusal, 'message'>,
): Promise<Sighting> {
  if (!seen.found || seen.model.status !== model.status) {
    state.refusals = 0;
    return seen;
  }
  const seconds = backOffSeconds(state.refusals);
  state.refusals += 1;
  state.enter('backingOff', `AWS to allow what it refused ("${message}")`, `in ${seconds} s`);
  state.checkRequested = false;
  await condition(() => state.woken, seconds * 1000, {
    summary: `AWS says: ${message}`.slice(0, 120),
  });
  state.attend();
  return state.saw('look', await look(state));
}

function unitsOf(model: ModelDescription | undefined) {
  return given({
    minInferenceUnits: model?.minInferenceUnits,
    maxInferenceUnits: model?.maxInferenceUnits,
  });
}
