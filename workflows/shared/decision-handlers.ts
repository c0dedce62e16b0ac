import {
  ApplicationFailure,
  defineUpdate,
  log,
  patched,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import { parseDecision, type DecisionInput } from '../../contract/model/decision.js';
import { DECISION_UPDATES, type DecisionUpdate } from '../../contract/names.js';
import { shown } from '../../contract/parsing/problem.js';
import { actsAsReset, hasContinued, mayBeReset } from './after-reset.js';
import { DESCRIPTIONS } from './messages.js';
import { judged, lateApproval } from './decision-memory.js';
import { notActive } from './lifecycle.js';
import type { RunMemory } from './run-state.js';

const KEPT = 'decisions-repeated-by-a-reset';
const IN_TIME = 'refuses-signals-after-the-deadline';
const UNREPEATED = 'refuses-signals-that-no-reset-repeats';

/** The decisions that a run accepts, and how it handles them. */
export interface Decidable {
  /** The subject of the decisions, for the log. */
  readonly subject: string;
  /** The updates that the run accepts, each with the description for the Web UI. */
  readonly updates: Readonly<Partial<Record<DecisionUpdate, string>>>;
  /** Returns why a decision does not apply now, in one sentence. */
  rejectionReason(decision: DecisionUpdate, input: DecisionInput): string | undefined;
  /** Returns why no decision applies any more, in one sentence, if the deadline has passed by the clock. */
  pastDeadline(): string | undefined;
  /** Returns whether a decision that does not apply yet is kept for later, if it was accepted before a reset. */
  canBeKept(decision: DecisionUpdate): boolean;
  /** Returns whether it can't have been accepted before a reset, from what the run has seen. Default: it may. */
  wasNeverAccepted?(decision: DecisionUpdate): boolean;
  /** Records a decision in the memory, and returns the answer. */
  decide(decision: DecisionUpdate, input: DecisionInput): string;
  /** Shows that a decision signal was not accepted. */
  refuse(signal: string, why: string): void;
}

/** Returns why it is too late for any decision, in one sentence, or undefined. */
type Late = () => string | undefined;

/**
 * Registers the handlers of decisions. They only record a decision, synchronously after validating it,
 * so that no AWS call can happen in between. The main loop acts on it.
 *
 * A decision signal counts as the update. Signals have no answer, so the run shows signals that it did not accept.
 */
export function handleDecisions(run: Decidable): void {
  const decide = (name: DecisionUpdate, input: unknown, isRepeated: () => boolean, late?: Late): string => {
    const answer = run.decide(name, checked(run, name, input, isRepeated, late));
    log.info('teardown decision', { decision: name, of: run.subject });
    return answer;
  };
  const canBeRepeated = (name: DecisionUpdate) => !(hasContinued() && run.wasNeverAccepted?.(name));
  const isRepeatedSignal = (name: DecisionUpdate) => {
    if (canBeRepeated(name) && actsAsReset(KEPT)) return true;
    // Earlier versions accepted approvals until they handled their time-out, and what can't have been accepted before.
    const isNewlyRefused = name === 'approve' || !canBeRepeated(name);
    return isNewlyRefused && !patched(UNREPEATED) && (name === 'approve' || actsAsReset(KEPT));
  };
  // Earlier versions accepted signals until they handled the deadline.
  const lateSignal = () => {
    const why = run.pastDeadline();
    return why !== undefined && patched(IN_TIME) ? why : undefined;
  };
  const names = DECISION_UPDATES.filter((name) => run.updates[name] !== undefined);
  for (const name of names) {
    // What the validator has accepted is carried out. Earlier versions have accepted late approvals, and what came after the
    // deadline, without a marker.
    const handle = (input: unknown) => decide(name, input, () => actsAsReset(KEPT) || name === 'approve');
    setHandler(defineUpdate<string, [unknown]>(name), handle, {
      description: run.updates[name] ?? '',
      validator: (input: unknown) =>
        void checked(
          run,
          name,
          input,
          () => mayBeReset() && canBeRepeated(name),
          () => run.pastDeadline(),
        ),
    });
  }
  setDefaultSignalHandler((signal, input) => {
    const name = names.find((it) => it === signal);
    if (name === undefined) return run.refuse(signal, `This workflow has no signal ${shown(signal)}.`);
    try {
      decide(name, input, () => isRepeatedSignal(name), lateSignal);
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      run.refuse(signal, error.message);
    }
  });
}

/**
 * Temporal repeats decisions right after a reset, when the run has forgotten what they rest on.
 *
 * @param isRepeated returns whether a decision that does not apply yet may have been accepted before a reset. A command of a
 * validator would come before the acceptance of its update, where a replay does not expect any.
 * @throws ApplicationFailure `InvalidRequest` or `NotNow`, which reject the update without adding it to the history
 */
function checked(
  run: Decidable,
  name: DecisionUpdate,
  input: unknown,
  isRepeated: () => boolean,
  late: Late = () => undefined,
): DecisionInput {
  const parsed = parseDecision(name, input);
  if (!parsed.ok) throw ApplicationFailure.nonRetryable(parsed.problem, 'InvalidRequest');
  const why = run.rejectionReason(name, parsed.input) ?? late();
  if (why === undefined || (run.canBeKept(name) && isRepeated())) return parsed.input;
  throw ApplicationFailure.nonRetryable(`${name} was not accepted. ${why}`, 'NotNow');
}

/** Returns the handling of one approval for all models of a project or sweep. */
export function approvalOf<M extends RunMemory>(subject: string, { dryRun }: { readonly dryRun: boolean }) {
  return {
    subject,
    updates: DESCRIPTIONS.approvals,
    rejectionReason: (memory: M, decision: DecisionUpdate) =>
      approvalRejection(memory, dryRun) ??
      (decision === 'approve' ? lateApproval(memory, Date.now()) : undefined),
    // An approval that came in time, and that Temporal repeats later.
    canBeKept: (memory: M, decision: DecisionUpdate) =>
      decision === 'approve' && approvalRejection(memory, dryRun) === undefined,
    // A run that has continued as new can't tell whether it was reset.
    wasNeverAccepted: (_: M, decision: DecisionUpdate) => decision === 'approve',
    decide: (memory: M, decision: DecisionUpdate, input: DecisionInput) =>
      judged(memory, decision === 'approve' ? 'approve' : 'reject', input, Date.now()),
    answer: (_: M, decision: DecisionUpdate) =>
      decision === 'approve'
        ? 'Approved: the models will be torn down.'
        : 'Rejected: everything is left as it is.',
  };
}

/** Returns why an approval does not apply now, in one sentence, or undefined if it does. */
function approvalRejection(memory: RunMemory, dryRun: boolean): string | undefined {
  const ending = notActive(memory);
  if (ending !== undefined) return ending;
  if (dryRun) return 'This is a dry run, which changes nothing, so there is nothing to decide.';
  const { approval } = memory;
  switch (approval) {
    case 'awaited':
      return undefined;
    case 'given':
      return 'It was already approved. To keep the remaining models, cancel the run.';
    case 'refused':
      return 'The approval was rejected or timed out; nothing will be stopped or deleted.';
    case 'notNeeded':
      return 'This run is not waiting for approval.';
    default:
      return approval satisfies never;
  }
}
