import type { TeardownRequestInput } from './model/request.js';
import type { TeardownResult } from './model/result.js';
import type { ProjectRequestInput } from './project/request.js';
import type { ProjectResult } from './project/result.js';
import type { SweepRequestInput } from './sweep/request.js';
import type { SweepResult } from './sweep/result.js';

// The workflows as those see them that start them, continue them as new, or have one as a child. So none of the three
// has to import another one.

/** What a sweep passes on to the teardown of a model that it has selected. */
export interface Selected {
  /** The statuses that the model was selected in: in any other it is left as it is. */
  readonly selectedIn?: readonly string[];
}

/**
 * The workflow `teardownModel`, for typed child workflows: `executeChild<TeardownModel>('teardownModel', ...)`.
 *
 * `Carried`: the memory that a run hands to the one that continues it.
 */
export type TeardownModel<Carried = Selected> = (
  input: TeardownRequestInput,
  carried?: Carried,
) => Promise<TeardownResult>;

/** The workflow `teardownProject`. */
export type TeardownProject<Carried = object> = (
  input: ProjectRequestInput,
  carried?: Carried,
) => Promise<ProjectResult>;

/** The workflow `sweepModels`. */
export type SweepModels<Carried = object> = (
  input: SweepRequestInput,
  carried?: Carried,
) => Promise<SweepResult>;
