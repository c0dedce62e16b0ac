import { condition } from '@temporalio/workflow';
import type { ModelDescription, Sighting } from '../contract/model.js';
import { look } from './aws-calls.js';
import type { TeardownState } from './teardown-state.js';
import { inWords } from './traffic.js';
import { waitForTransition } from './waiting.js';

/** Waits until somebody approves or rejects, or for too long, which is a rejection. */
export async function awaitApproval(state: TeardownState, model: ModelDescription): Promise<Sighting> {
  const { control } = state;
  const first = control.approvalUntil === undefined;
  const until = control.askApproval();
  if (first) state.tellApprovalNeeded(until);
  const { traffic } = state.model ?? {};
  const because = traffic === undefined ? '' : `: ${inWords(traffic)}`;
  state.enter('awaitingApproval', `somebody to approve or reject the teardown${because}`);
  if (await woken(state, until - Date.now(), 'Approval times out'))
    return state.saw('look', await look(state));
  control.approvalTimedOut();
  return { found: true, model };
}

/** Waits until somebody resumes the teardown, or has it called off. */
export async function awaitResume(state: TeardownState): Promise<Sighting> {
  state.enter('paused', 'the signal resume');
  await woken(state);
  return state.saw('look', await look(state));
}

/** Keeps the model stopped, until the grace period is over or somebody decides otherwise. */
export function hold(state: TeardownState, model: ModelDescription): Promise<Sighting> {
  const { control } = state;
  const at = control.hold(model.status);
  return waitForTransition(state, model, 'reclaimed', {
    at,
    summary: 'End of the grace period',
    reached: () => control.holdTimedOut(at),
  });
}

/** Returns whether it was woken before the time was up. */
async function woken(state: TeardownState, ms?: number, summary?: string): Promise<boolean> {
  const awake = () => state.woken;
  const inTime =
    ms === undefined
      ? await condition(awake).then(() => true)
      : await condition(awake, Math.max(ms, 1), { summary: summary ?? '' });
  state.attend();
  return inTime;
}
