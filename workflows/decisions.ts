import { ApplicationFailure, defineUpdate, log, setHandler } from '@temporalio/workflow';
import { shortName } from '../contract/arn.js';
import { parseDecision, type DecisionInput } from '../contract/decision.js';
import { DECISION_UPDATES, type DecisionUpdate } from '../contract/names.js';
import { whyNot } from './decision-rules.js';
import { PAUSE_DESCRIPTION, pauseSignal, RESUME_DESCRIPTION, resumeSignal } from './messages.js';
import type { TeardownState } from './teardown-state.js';

const DESCRIPTIONS: Readonly<Record<DecisionUpdate, string>> = {
  approve:
    'Allow the model to be stopped and deleted. Takes {"by": "you", "note": "why"}; the note may be left out.',
  reject: 'Refuse it: nothing is stopped or deleted, and the run ends. Takes {"by": "you", "note": "why"}.',
  restore:
    'Start the stopped model again, as it ran before, and delete nothing. Takes {"by": "you", "note": "why"}.',
  postpone: 'Make the grace period longer. Takes {"by": "you", "for": "7d", "note": "why"}.',
  deleteNow: 'End the grace period now. Takes {"by": "you", "note": "why"}.',
};

/**
 * Lets people decide. The handlers only note what was decided, in the same instant in which it was found to make
 * sense, so that no call to AWS can come between the two; the main loop acts on it.
 */
export function handleDecisions(state: TeardownState): void {
  const { control } = state;
  for (const name of DECISION_UPDATES) {
    setHandler(
      defineUpdate<string, [unknown]>(name),
      (input: unknown) => {
        control.decide(name, checked(state, name, input));
        const { projectVersionArn } = state.request;
        log.info('teardown decision', { decision: name, ...control.decisions.at(-1), projectVersionArn });
        state.show();
        return answer(name, state);
      },
      { description: DESCRIPTIONS[name], validator: (input: unknown) => void checked(state, name, input) },
    );
  }
  const setPaused = (paused: boolean) => (input: unknown) => {
    const parsed = parseDecision('approve', input);
    control.setPaused(paused, parsed.ok ? parsed.input : {});
    state.show();
  };
  setHandler(pauseSignal, setPaused(true), { description: PAUSE_DESCRIPTION });
  setHandler(resumeSignal, setPaused(false), { description: RESUME_DESCRIPTION });
}

/** @throws ApplicationFailure `InvalidRequest` or `NotNow`, which refuse the update and leave no trace of it */
function checked(state: TeardownState, name: DecisionUpdate, input: unknown): DecisionInput {
  const parsed = parseDecision(name, input);
  if (!parsed.ok) throw ApplicationFailure.nonRetryable(parsed.problem, 'InvalidRequest');
  const why = whyNot(name, state.situation()) ?? tooLate(state, name, parsed.input);
  if (why !== undefined) throw ApplicationFailure.nonRetryable(`${name} was refused. ${why}`, 'NotNow');
  return parsed.input;
}

function tooLate({ control, deadlineAt }: TeardownState, name: DecisionUpdate, input: DecisionInput) {
  if (name !== 'postpone' || deadlineAt === undefined || control.postponed(input) < deadlineAt)
    return undefined;
  return `The deadline of this teardown is ${new Date(deadlineAt).toISOString()}: it would end before the grace period.`;
}

function answer(name: DecisionUpdate, { control, request }: TeardownState): string {
  const model = shortName(request.projectVersionArn);
  switch (name) {
    case 'approve':
      return `Approved: ${model} will be stopped, if it runs, and deleted.`;
    case 'reject':
      return `Rejected: ${model} stays as it is.`;
    case 'restore':
      return `${model} will be started again and not be deleted.`;
    case 'postpone':
      return `${model} will be kept until ${new Date(control.holdUntil ?? 0).toISOString()}.`;
    case 'deleteNow':
      return `${model} will be deleted now.`;
    default:
      return name satisfies never;
  }
}
