import type { Call } from '../../emulator/emulator.js';
import type { Act, Story } from './story.js';

/** What a campaign saw: all that the oracle judges by. Times are epoch milliseconds. */
export interface Journal {
  /** The models that were to be torn down, alone or with their project. */
  readonly models: Map<string, Named>;
  /** The projects that were to be torn down. */
  readonly projects: Map<string, Named>;
  readonly acts: Done[];
  readonly ends: End[];
  readonly calls: readonly Call[];
}

/** What was asked for, by ARN. */
export interface Named {
  readonly story: Story;
  readonly at: number;
  readonly projectArn: string;
  /** As it was in the beginning; of a project, nothing. */
  readonly status?: string;
}

/** Something that somebody did, or tried: what was refused is not here. */
export interface Done {
  readonly arn: string;
  readonly act: Act;
  readonly from: number;
  /** When it was done, an update when it was accepted; undefined where nobody knows, since no answer came. */
  readonly to: number | undefined;
}

export interface End {
  readonly arn: string;
  readonly at: number;
  /** The outcome, the type of the failure, `cancelled`, `still running`, or `never started`, of a project's model. */
  readonly how: string;
  /** AWS's status of the model in that moment; undefined where AWS does not list it. Of a project, whether it is there. */
  readonly status: string | undefined;
  /** What the result says of who has decided what. */
  readonly decisions?: readonly { readonly decision: string; readonly at: string }[] | undefined;
}
