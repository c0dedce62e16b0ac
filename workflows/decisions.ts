import {
  ApplicationFailure,
  defineUpdate,
  log,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import { parseDecision, type DecisionInput } from '../contract/decision.js';
import { DECISION_UPDATES, type DecisionUpdate } from '../contract/names.js';
import { shown } from '../contract/problem.js';
import { DESCRIPTIONS } from './messages.js';
import { judged, notActive, type RunMemory } from './run-memory.js';

/** What a run lets people decide, and how it takes a decision in. */
export interface Decidable {
  /** What is decided about, for the log. */
  readonly subject: string;
  /** The updates that it takes, each with the description that the Web UI shows. */
  readonly updates: Readonly<Partial<Record<DecisionUpdate, string>>>;
  /** Why a decision makes no sense now, in a sentence. */
  whyNot(decision: DecisionUpdate, input: DecisionInput): string | undefined;
  /** Takes a decision into the memory, and returns what is answered to it. */
  decide(decision: DecisionUpdate, input: DecisionInput): string;
  /** Shows that a decision was refused that came as a signal. */
  refuse(signal: string, why: string): void;
}

/**
 * Lets people decide. The handlers only note what was decided, in the same instant in which it was found to make sense,
 * so that no call to AWS can come between the two; the main loop acts on it.
 *
 * A decision that comes as a signal counts as the update. Nobody is answered then, so that the run shows what it refused.
 */
export function handleDecisions(run: Decidable): void {
  const decide = (name: DecisionUpdate, input: unknown): string => {
    const answer = run.decide(name, checked(run, name, input));
    log.info('teardown decision', { decision: name, of: run.subject });
    return answer;
  };
  const names = DECISION_UPDATES.filter((name) => run.updates[name] !== undefined);
  for (const name of names) {
    setHandler(defineUpdate<string, [unknown]>(name), (input: unknown) => decide(name, input), {
      description: run.updates[name] ?? '',
      validator: (input: unknown) => void checked(run, name, input),
    });
  }
  setDefaultSignalHandler((signal, input) => {
    const name = names.find((it) => it === signal);
    if (name === undefined) return run.refuse(signal, `This run takes no signal ${shown(signal)}.`);
    try {
      decide(name, input);
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      run.refuse(signal, error.message);
    }
  });
}

/** @throws ApplicationFailure `InvalidRequest` or `NotNow`, which refuse the update and leave no trace of it */
function checked(run: Decidable, name: DecisionUpdate, input: unknown): DecisionInput {
  const parsed = parseDecision(name, input);
  if (!parsed.ok) throw ApplicationFailure.nonRetryable(parsed.problem, 'InvalidRequest');
  const why = run.whyNot(name, parsed.input);
  if (why !== undefined) throw ApplicationFailure.nonRetryable(`${name} was refused. ${why}`, 'NotNow');
  return parsed.input;
}

/** One approval for many models, of a project or of a sweep. */
export function approvalOf<M extends RunMemory>(subject: string, { dryRun }: { readonly dryRun: boolean }) {
  return {
    subject,
    updates: DESCRIPTIONS.approvals,
    whyNot: (memory: M) => whyNotApprove(memory, dryRun),
    decide: (memory: M, decision: DecisionUpdate, input: DecisionInput) =>
      judged(memory, decision === 'approve' ? 'approve' : 'reject', input, Date.now()),
    answer: (_: M, decision: DecisionUpdate) =>
      decision === 'approve'
        ? 'Approved: the models will be torn down.'
        : 'Rejected: everything stays as it is.',
  };
}

/** Why an approval makes no sense now, in a sentence; undefined if it does. */
function whyNotApprove(memory: RunMemory, dryRun: boolean): string | undefined {
  const ending = notActive(memory);
  if (ending !== undefined) return ending;
  if (dryRun) return 'This is a dry run: it changes nothing, so there is nothing to decide.';
  const { approval } = memory;
  switch (approval) {
    case 'awaited':
      return undefined;
    case 'given':
      return 'It was approved already. Cancel the run to leave what is left as it is.';
    case 'refused':
      return 'The approval was refused; nothing will be stopped or deleted.';
    case 'notNeeded':
      return 'This run has not asked for approval.';
    default:
      return approval satisfies never;
  }
}
