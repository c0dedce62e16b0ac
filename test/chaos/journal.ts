import type { Call } from '../../emulator/emulator.js';
import type { Act, Terms } from './story.js';

/** What a campaign saw: all that the oracle judges by. Times are epoch milliseconds. */
export interface Journal {
  /** The models that teardowns were started of. */
  readonly named: Map<string, Terms>;
  /** Models of the same projects, and of the same names, that nobody has named. */
  readonly bystanders: Set<string>;
  readonly acts: Done[];
  readonly ends: End[];
  readonly calls: readonly Call[];
}

/** Something that somebody did; `to` is when it was done, an update when it was accepted. */
export interface Done {
  readonly arn: string;
  readonly act: Act;
  readonly from: number;
  readonly to: number;
}

export interface End {
  readonly arn: string;
  readonly at: number;
  /** The outcome, the type of the failure, `cancelled`, or `still running` when the time was up. */
  readonly how: string;
  /** AWS's status of the model in that moment; undefined where AWS does not list it. */
  readonly status: string | undefined;
}
