import type { DecisionUpdate } from '../../../contract/names.js';
import type { TeardownRequest } from '../../../contract/request.js';
import { Control } from '../../../workflows/control.js';
import { whyNot } from '../../../workflows/decision-rules.js';
import { nextStep, type NextStep } from '../../../workflows/next-step.js';
import type { ImaginedAws } from './imagined-aws.js';

/** A call that was sent, the status that it was sent upon, and whether AWS has accepted it. */
export interface Sent {
  readonly call: 'start' | 'stop' | 'delete';
  readonly seen: string;
  readonly accepted: boolean;
}

/** A teardown's decisions, without Temporal: the table, what people decided, and the effects upon an imagined AWS. */
export class ImaginedTeardown {
  readonly sent: Sent[] = [];
  readonly control: Control;
  end: string | undefined;
  /** The step that it is at. */
  at: NextStep['step'] | undefined;
  private deleteSent = false;
  /** Before the call that AWS has accepted last: a late read may show it. */
  private statusBefore: string | undefined;
  private readonly request: TeardownRequest;
  private readonly aws: ImaginedAws;
  private readonly decide: typeof nextStep;

  constructor(request: TeardownRequest, aws: ImaginedAws, decide = nextStep) {
    this.request = request;
    this.aws = aws;
    this.decide = decide;
    this.control = new Control(request);
  }

  /** It looks, and does what is to be done. */
  proceed(lag: number, isProtected: boolean): void {
    if (this.end !== undefined) return;
    const { control, aws } = this;
    const status = aws.read(lag);
    if (control.guards === 'fresh') control.guards = 'stale';
    if (status === 'GONE') {
      this.end = this.endOnceGone();
      return;
    }
    if (status === this.statusBefore) return;
    this.statusBefore = undefined;
    if (status === 'STOPPED' && control.stopSent && control.restore === 'none' && this.request.gracePeriod) {
      control.hold(status);
    }
    const model = { status, feature: aws.feature };
    let next = this.decide(model, this.request, control.facts());
    if (next.step === 'checkGuards') {
      control.guards = 'fresh';
      const isCalledOff = control.restore !== 'none' || control.approval === 'refused';
      if (isProtected && !isCalledOff) {
        this.end = 'ModelProtected';
        return;
      }
      next = this.decide(model, this.request, control.facts());
    }
    this.carryOut(next, status);
  }

  /** Returns whether the decision was accepted. */
  take(decision: DecisionUpdate): boolean {
    const { approval, grace, restore, paused, stopSent } = this.control;
    const ended = this.end !== undefined;
    const { deleteSent } = this;
    const situation = { approval, grace, restore, paused, stopSent, dryRun: false, ended, deleteSent };
    if (whyNot(decision, situation) !== undefined) return false;
    this.control.decide(decision, { by: 'somebody' });
    return true;
  }

  /** What it waits for until a certain time has waited long enough. */
  timeIsUp(): void {
    const { control } = this;
    this.aws.catchUp();
    this.statusBefore = undefined;
    if (this.at === 'askApproval') control.approvalTimedOut();
    if (this.at === 'hold' && control.holdUntil !== undefined) control.holdTimedOut(control.holdUntil);
  }

  private carryOut(next: NextStep, seen: string): void {
    const { control, aws } = this;
    this.at = next.step;
    switch (next.step) {
      case 'end':
        this.end = next.outcome;
        break;
      case 'refuse':
        this.end = next.failure;
        break;
      case 'askApproval':
        control.askApproval();
        break;
      case 'hold':
        control.hold(seen);
        break;
      case 'stop':
        control.stopSent = true;
        this.send('stop', seen);
        break;
      case 'start':
        if (this.send('start', seen)) control.restore = 'sent';
        break;
      case 'delete':
        this.send('delete', seen);
        this.deleteSent = ['DELETING', 'GONE'].includes(aws.status);
        break;
      case 'wait':
      case 'checkGuards':
      case 'awaitResume':
        break;
      default:
        next satisfies never;
    }
  }

  private send(call: Sent['call'], seen: string): boolean {
    const accepted = this.aws[call]();
    if (accepted) this.statusBefore = seen;
    this.sent.push({ call, seen, accepted });
    return accepted;
  }

  private endOnceGone(): string {
    if (this.control.restore !== 'none') return 'UnexpectedStatus';
    if (this.control.approval === 'refused') return 'rejected';
    return this.deleteSent ? 'deleted' : 'alreadyGone';
  }
}
