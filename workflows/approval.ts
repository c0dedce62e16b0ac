import { ApplicationFailure, condition, defineUpdate, log, setHandler } from '@temporalio/workflow';
import { parseDecision, type Decision, type DecisionInput } from '../contract/decision.js';
import { given } from '../contract/given.js';

/** Times are epoch milliseconds. */
export interface ApprovalCarried {
  readonly state: ApprovalState;
  readonly until?: number;
  readonly decisions: readonly Decision[];
}

export type ApprovalState = 'notNeeded' | 'awaited' | 'given' | 'refused';

/** One approval for many models: whether it is needed, until when, and who gave it. */
export class Approval {
  state: ApprovalState;
  readonly decisions: Decision[];
  private until: number | undefined;
  private readonly changed: () => void;

  /** @param changed called after each change, to show it */
  constructor({ state, until, decisions }: ApprovalCarried, changed: () => void) {
    this.state = state;
    this.until = until;
    this.decisions = [...decisions];
    this.changed = changed;
  }

  /** Waits until somebody decides; nobody in time is a refusal. Asked again after a continue-as-new, it goes on. */
  async ask(timeoutMs: number, show: () => void): Promise<void> {
    this.state = 'awaited';
    this.until ??= Date.now() + timeoutMs;
    show();
    const left = Math.max(this.until - Date.now(), 1);
    if (await condition(() => this.state !== 'awaited', left, { summary: 'Approval times out' })) return;
    if (this.state === 'awaited') this.decide('refused', { decision: 'approvalTimedOut' });
  }

  decide(state: 'given' | 'refused', decision: Omit<Decision, 'at'>): void {
    this.decisions.push({ at: new Date().toISOString(), ...decision });
    this.state = state;
    this.changed();
  }

  /** ISO 8601 UTC; undefined where nobody is waited for. */
  get endsAt(): string | undefined {
    if (this.state !== 'awaited' || this.until === undefined) return undefined;
    return new Date(this.until).toISOString();
  }

  carried(): ApprovalCarried {
    const { state, until, decisions } = this;
    return { state, decisions, ...given({ until }) };
  }
}

/** What is approved or rejected. */
export interface Approvable {
  readonly approval: Approval;
  readonly ended: boolean;
  readonly request: { readonly dryRun: boolean };
  /** For the log. */
  readonly subject: string;
}

const APPROVALS = {
  approve: [
    'given',
    'Allow everything that was selected to be deleted. Takes {"by": "you", "note": "why"}.',
    'Approved: the models will be torn down.',
  ],
  reject: [
    'refused',
    'Refuse it: nothing is stopped or deleted, and the run ends. Takes {"by": "you", "note": "why"}.',
    'Rejected: everything stays as it is.',
  ],
} as const;

/** Lets people approve or reject, once for all models. */
export function handleApproval(job: Approvable): void {
  for (const name of ['approve', 'reject'] as const) {
    const [state, description, answer] = APPROVALS[name];
    setHandler(
      defineUpdate<string, [unknown]>(name),
      (input: unknown) => {
        job.approval.decide(state, { decision: name, ...checked(job, name, input) });
        log.info('teardown decision', { decision: name, of: job.subject });
        return answer;
      },
      { description, validator: (input: unknown) => void checked(job, name, input) },
    );
  }
}

/** @throws ApplicationFailure `InvalidRequest` or `NotNow`, which refuse the update and leave no trace of it */
function checked(job: Approvable, name: 'approve' | 'reject', input: unknown): DecisionInput {
  const parsed = parseDecision(name, input);
  if (!parsed.ok) throw ApplicationFailure.nonRetryable(parsed.problem, 'InvalidRequest');
  const why = whyNot(job);
  if (why !== undefined) throw ApplicationFailure.nonRetryable(`${name} was refused. ${why}`, 'NotNow');
  return parsed.input;
}

function whyNot({ ended, request, approval: { state } }: Approvable): string | undefined {
  if (ended) return 'This run has ended.';
  if (request.dryRun) return 'This is a dry run: it changes nothing, so there is nothing to decide.';
  switch (state) {
    case 'awaited':
      return undefined;
    case 'given':
      return 'It was approved already. Cancel the run to leave what is left as it is.';
    case 'refused':
      return 'The approval was refused; nothing will be stopped or deleted.';
    case 'notNeeded':
      return 'This run has not asked for approval.';
    default:
      return state satisfies never;
  }
}
