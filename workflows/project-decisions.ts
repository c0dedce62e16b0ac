import { ApplicationFailure, defineUpdate, log, setHandler } from '@temporalio/workflow';
import { parseDecision, type DecisionInput } from '../contract/decision.js';
import type { ProjectState } from './project-state.js';

const APPROVALS = {
  approve: [
    'given',
    'Allow the project and all its models to be deleted. Takes {"by": "you", "note": "why"}.',
  ],
  reject: [
    'refused',
    'Refuse it: nothing is stopped or deleted, and the run ends. Takes {"by": "you", "note": "why"}.',
  ],
} as const;

/** Lets people approve or reject the teardown of a project, once for all of its models. */
export function handleProjectDecisions(state: ProjectState): void {
  for (const name of ['approve', 'reject'] as const) {
    const [approval, description] = APPROVALS[name];
    setHandler(
      defineUpdate<string, [unknown]>(name),
      (input: unknown) => {
        const decided = checked(state, name, input);
        state.decide(approval, { decision: name, ...decided });
        log.info('project teardown decision', { decision: name, projectArn: state.request.projectArn });
        return name === 'approve'
          ? 'Approved: the models will be torn down, and then the project.'
          : 'Rejected: the project stays as it is.';
      },
      { description, validator: (input: unknown) => void checked(state, name, input) },
    );
  }
}

/** @throws ApplicationFailure `InvalidRequest` or `NotNow`, which refuse the update and leave no trace of it */
function checked(state: ProjectState, name: 'approve' | 'reject', input: unknown): DecisionInput {
  const parsed = parseDecision(name, input);
  if (!parsed.ok) throw ApplicationFailure.nonRetryable(parsed.problem, 'InvalidRequest');
  const why = whyNot(state);
  if (why !== undefined) throw ApplicationFailure.nonRetryable(`${name} was refused. ${why}`, 'NotNow');
  return parsed.input;
}

function whyNot({ ended, request, approval }: ProjectState): string | undefined {
  if (ended) return 'This teardown has ended.';
  if (request.dryRun) return 'This is a dry run: it changes nothing, so there is nothing to decide.';
  switch (approval) {
    case 'awaited':
      return undefined;
    case 'given':
      return 'It was approved already. Cancel the run to leave what is left as it is.';
    case 'refused':
      return 'The approval was refused; nothing will be stopped or deleted.';
    case 'notNeeded':
      return 'This teardown needs no approval: its request did not ask for one.';
    default:
      return approval satisfies never;
  }
}
