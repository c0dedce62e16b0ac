import { ApplicationFailure, defineUpdate, setHandler } from '@temporalio/workflow';
import { DECISION_UPDATES, type DecisionUpdate } from '../../contract/names.js';

/** What is needed of the progress of a run that hands over. */
interface Shown {
  readonly phase: string;
  readonly waitingFor: string;
  /** The workflow that does the work, if this one handed over. */
  readonly workflowId?: string;
}

const DESCRIPTION =
  'Not accepted by this run: send it to the workflow that does the work, which "progress" names.';

/**
 * Registers the updates that another run takes, and rejects each with the workflow that decides. A rejected update adds
 * nothing to the history.
 *
 * @param taken the updates of the run that does the work
 */
export function refuseDecisions(
  taken: Partial<Record<DecisionUpdate, unknown>>,
  progress: () => Shown,
): void {
  for (const name of DECISION_UPDATES.filter((update) => taken[update] !== undefined)) {
    const refuse = (): never => {
      const why = `${name} was not accepted. ${whereToDecide(progress())}`;
      throw ApplicationFailure.nonRetryable(why, 'NotNow');
    };
    setHandler(defineUpdate<never>(name), refuse, { description: DESCRIPTION, validator: refuse });
  }
}

function whereToDecide({ phase, waitingFor, workflowId }: Shown): string {
  if (phase !== 'handedOver' || workflowId === undefined)
    return `Nothing can be decided yet: this run waits for ${waitingFor}.`;
  return `This run has handed over: send it to the workflow ${workflowId}, which does the work.`;
}
