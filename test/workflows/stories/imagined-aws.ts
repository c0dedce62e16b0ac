import type { Feature, ModelStatus } from '../../../contract/model.js';

type Status = ModelStatus | 'GONE' | (string & {});

/** What AWS brings about by itself. */
const NATURAL: Readonly<Record<string, Status>> = {
  TRAINING_IN_PROGRESS: 'TRAINING_COMPLETED',
  COPYING_IN_PROGRESS: 'COPYING_COMPLETED',
  STARTING: 'RUNNING',
  STOPPING: 'STOPPED',
  DELETING: 'GONE',
};
// "You can't delete a project version if it is running or if it is training" (DeleteProjectVersion). One that starts is
// taken for one that runs; no other refusal is leant on.
const UNDELETABLE: readonly Status[] = ['STARTING', 'RUNNING', 'TRAINING_IN_PROGRESS', 'DELETING', 'GONE'];

/** One model at AWS. A read may show an earlier status, but none from before what was read last. */
export class ImaginedAws {
  readonly feature: Feature;
  status: Status;
  /** From what was read last on. */
  private unread: Status[];

  constructor(feature: Feature, status: Status) {
    this.feature = feature;
    this.status = status;
    this.unread = [status];
  }

  /** As it was so many changes ago, at most. */
  read(lag: number): Status {
    this.unread = this.unread.slice(-1 - lag);
    return this.unread[0] ?? this.status;
  }

  /** After so long, no read is late any more. */
  catchUp(): void {
    this.unread = [this.status];
  }

  /** Time passes. */
  proceed(): void {
    this.become(NATURAL[this.status]);
  }

  /** Each returns whether AWS has accepted it. */
  start(): boolean {
    return this.become(['STOPPED', 'TRAINING_COMPLETED'].includes(this.status) ? 'STARTING' : undefined);
  }

  stop(): boolean {
    return this.become(this.status === 'RUNNING' ? 'STOPPING' : undefined);
  }

  delete(): boolean {
    return this.become(UNDELETABLE.includes(this.status) ? undefined : 'DELETING');
  }

  private become(status: Status | undefined): boolean {
    if (status === undefined) return false;
    this.status = status;
    this.unread.push(status);
    return true;
  }
}
