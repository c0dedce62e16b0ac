import type { LocatedRequest, ProjectAsk, ProjectMemory } from '../../../workflows/project/state.js';
import type { RunAsk } from '../../../workflows/shared/run-state.js';

export interface Snapshot {
  readonly status: string;
  readonly dataset: string;
  readonly hasModel: boolean;
}

export interface Witness {
  readonly approved: boolean;
  readonly rejected: boolean;
  readonly cancelled: boolean;
  readonly late: boolean;
  readonly paused: boolean;
  readonly fresh: boolean;
  readonly tagsFree: boolean;
  /** When the run last looked, in epoch milliseconds. */
  readonly readAt?: number;
  readonly seen?: Snapshot | undefined;
  /** Carried out by AWS for this run. */
  readonly acted: boolean;
  readonly deleteSent: boolean;
  readonly ownDeletion: boolean;
  /** Whether AWS has deleted the dataset for this run, or is about to. */
  readonly ownDataset: boolean;
}

export interface World {
  readonly now: number;
  readonly aws: Snapshot;
  readonly isProtected: boolean;
  readonly earlier: readonly { readonly was: Snapshot; readonly until: number }[];
  readonly request: LocatedRequest;
  readonly memory: ProjectMemory;
  readonly doing?: ProjectAsk | RunAsk | undefined;
  readonly witness: Witness;
  /** As it was when the run began what it does. */
  readonly before?: Witness;
  readonly end?: string;
}
