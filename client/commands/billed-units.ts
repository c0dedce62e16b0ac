import type { SearchablePhase } from '../../contract/search-attributes.js';
import type { Overview } from '../overview.js';
import type { TeardownSummary } from '../teardown-list.js';

/** What the progress of a model's teardown tells about its cost. */
export interface Cost {
  readonly modelStatus?: string;
  readonly minInferenceUnits?: number;
}

/** Phases in which no inference unit is billed: the model is stopped, or has never run. */
const UNBILLED: readonly (SearchablePhase | undefined)[] = ['held', 'training', 'copying'];

/** Returns whether only its progress shows if the model of a teardown is billed. */
export function mayBeBilled({ kind, status, phase }: TeardownSummary): boolean {
  return kind === 'model' && status === 'RUNNING' && !UNBILLED.includes(phase);
}

/**
 * Returns the inference units that are billed now in words, or undefined if there are none.
 *
 * @param shown the teardowns of the overview with the progress of those that may be billed; undefined if none answered
 */
export function billedUnits(
  { runningModels, phases }: Pick<Overview, 'runningModels' | 'phases'>,
  shown: readonly (readonly [TeardownSummary, Cost | undefined])[],
): string | undefined {
  const asked = shown.filter(([teardown]) => mayBeBilled(teardown));
  const unbilled = phases.reduce((sum, { phase, count }) => sum + (UNBILLED.includes(phase) ? count : 0), 0);
  let billed = 0;
  let saved = 0;
  let unknown = Math.max(0, runningModels - unbilled - asked.length);
  for (const [{ dryRun }, cost] of asked) {
    const { modelStatus, minInferenceUnits: units } = cost ?? {};
    if (modelStatus === undefined || (modelStatus === 'RUNNING' && units === undefined)) unknown += 1;
    else if (modelStatus === 'RUNNING' && units !== undefined) {
      billed += units;
      if (dryRun !== true) saved += units;
    }
  }
  const known = billed === 0 ? undefined : `${inferenceUnits(billed)}, of which teardowns will save ${saved}`;
  const rest = unknown === 0 ? undefined : `not known of ${unknown} ${unknown === 1 ? 'model' : 'models'}`;
  const said = [known, rest].filter((it) => it !== undefined).join('; ');
  return said === '' ? undefined : `Billed now: ${said}`;
}

function inferenceUnits(count: number): string {
  return `${count} ${count === 1 ? 'inference unit' : 'inference units'}`;
}
