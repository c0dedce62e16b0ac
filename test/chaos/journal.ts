import type { Call } from '../../emulator/emulator.js';
import type { Timeline } from '../../emulator/timeline.js';
import type { News } from './receiver.js';
import type { Act, Scenario } from './scenario.js';

/** What a campaign saw: all that the oracle judges by. Times are epoch milliseconds. */
export interface Journal {
  /** The models that were to be torn down, alone or with their project. */
  readonly models: Map<string, Named>;
  /** The projects that were to be torn down. */
  readonly projects: Map<string, Named>;
  readonly acts: Done[];
  readonly ends: End[];
  readonly calls: readonly Call[];
  readonly troubles: Trouble[];
  readonly news: readonly News[];
  /** Returns the records of deletions, each by its key in S3. */
  readonly records: () => Readonly<Record<string, string>>;
  /** How late AWS's reads are, in milliseconds. */
  readonly readLagMs: number;
}

/** What was asked for, by ARN. */
export interface Named {
  readonly scenario: Scenario;
  readonly at: number;
  readonly projectArn: string;
  /** As it was in the beginning; of a project, nothing. */
  readonly status?: string;
  /** The units that it runs, or ran, with; of a project, nothing. */
  readonly minInferenceUnits?: number;
}

/** Something that somebody did, or tried: what was refused is not here. */
export interface Done {
  readonly arn: string;
  readonly act: Act;
  readonly from: number;
  /** When it was done, an update when it was accepted; undefined where nobody knows, since no answer came. */
  readonly to: number | undefined;
  /** What went otherwise than it must, in words. */
  readonly wrong?: string;
}

export interface End {
  readonly arn: string;
  /** When the run was closed, by the server. */
  readonly at: number;
  /** The outcome, the type of the failure, `cancelled`, `still running`, or `never started`, of a project's model. */
  readonly how: string;
  /** The words of a failure, or why it does not end. */
  readonly said?: string | null | undefined;
  /** AWS's status of the model in that moment; undefined where AWS does not list it. Of a project, whether it is there. */
  readonly status: string | undefined;
  /** What was true of the model at all times, however late a read has shown it. */
  readonly timeline: Timeline<string>;
  /** What the result says about the record of the deletion. */
  readonly record?: { readonly written: boolean } | undefined;
  /** What the result says of who has decided what. */
  readonly decisions?: readonly { readonly decision: string; readonly at: string }[] | undefined;
}

/** Something that went wrong for a while for everybody. */
export interface Trouble {
  readonly kind: 'drop' | 'refuse' | 'credentials' | 'deaf' | 'serverKill';
  readonly from: number;
  readonly to: number;
}
