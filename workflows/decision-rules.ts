import { DECISION_UPDATES, type DecisionUpdate } from '../contract/names.js';
import type { Facts } from './next-step.js';

/** What decides whether a decision makes sense now. */
export interface Situation extends Pick<Facts, 'approval' | 'grace' | 'restore' | 'paused'> {
  readonly dryRun: boolean;
  readonly ended: boolean;
  readonly stopSent: boolean;
  readonly deleteSent: boolean;
}

/** Why a decision makes no sense now, in a sentence; undefined where it does. */
export function whyNot(decision: DecisionUpdate, situation: Situation): string | undefined {
  return calledOff(situation) ?? WHY_NOT[decision](situation);
}

/** The decisions that make sense now. */
export function accepted(situation: Situation): readonly DecisionUpdate[] {
  return DECISION_UPDATES.filter((decision) => whyNot(decision, situation) === undefined);
}

/** Past the point where anything could be decided. */
function calledOff({ ended, dryRun, deleteSent, restore, approval }: Situation): string | undefined {
  if (ended) return 'This teardown has ended.';
  if (dryRun) return 'This is a dry run: it changes nothing, so there is nothing to decide.';
  if (deleteSent) return 'Delete was sent to AWS, which can not be undone.';
  if (restore !== 'none') return 'The model is being restored; it will not be deleted.';
  if (approval === 'refused') return 'The approval was refused; nothing will be stopped or deleted.';
  return undefined;
}

const WHY_NOT: Readonly<Record<DecisionUpdate, (situation: Situation) => string | undefined>> = {
  approve: ({ approval }) => notAwaited(approval),
  reject: ({ approval }) =>
    approval === 'given'
      ? 'It was approved already. Cancel the run to leave the model as it is; restore starts it again once it is stopped.'
      : notAwaited(approval),
  restore: ({ stopSent }) =>
    stopSent
      ? undefined
      : 'This teardown has not stopped the model, so there is nothing to start again. Cancel the run to leave the model as it is.',
  postpone: ({ grace }) => notHeld(grace),
  deleteNow: ({ grace, paused }) => {
    if (paused) return 'It is paused. Send the signal resume first.';
    return grace === 'over' ? 'The grace period is over: Delete is about to be sent.' : notHeld(grace);
  },
};

function notAwaited(approval: Situation['approval']): string | undefined {
  if (approval === 'awaited') return undefined;
  return approval === 'given'
    ? 'It was approved already.'
    : 'This teardown needs no approval: its request did not ask for one.';
}

function notHeld(grace: Situation['grace']): string | undefined {
  switch (grace) {
    case 'running':
    case 'over':
      return undefined;
    case 'due':
      return 'The grace period has not begun: it begins when the model is stopped.';
    case 'none':
      return 'This teardown has no grace period: its request did not ask for one. The signal pause holds it up.';
    default:
      return grace satisfies never;
  }
}
