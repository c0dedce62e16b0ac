import { patched, workflowInfo } from '@temporalio/workflow';
import { CHECK_NOW_SIGNAL } from '../../contract/names.js';
import type { ModelRow } from '../../contract/project/result.js';
import type { SweepRow } from '../../contract/sweep/result.js';
import { canonicalModelId } from './canonical-ids.js';
import { refusing } from './decision-memory.js';
import { signalRuns, type OperatorSignal, type SignalInput } from './operator-signals.js';
import type { Kind, Run } from './run-core.js';
import type { RunMemory } from './run-state.js';

interface ManyModels extends Kind {
  memory: RunMemory & { readonly rows: readonly Pick<ModelRow | SweepRow, 'projectVersionArn' | 'state'>[] };
}

const SPARES = 'spares-a-long-history';
const LONG =
  'The history of this run is long, so the signal was not passed on to the teardowns of its models. Send it to those that need it.';

const REMEMBERS = 'remembers-signals-that-no-teardown-got';

/** The last pause or resume, and the last one that was passed on, which is what earlier versions remembered. */
let last: OperatorSignal | undefined;
let lastPassedOn: OperatorSignal | undefined;

/**
 * Passes a signal on to the running teardowns. While they run, this run can't continue as new, and each signal to each of them
 * is two events: a run with a long history passes on only what pauses or resumes them. Temporal would terminate it at the limit.
 */
export function signalModels<K extends ManyModels>(
  run: Run<K>,
  signal: OperatorSignal,
  input: SignalInput,
): void {
  const before = last;
  // Teardowns that start later start as this leaves the run: paused, or not.
  if (signal !== CHECK_NOW_SIGNAL) last = signal;
  const running = run.memory.rows.filter(({ state }) => state === 'running');
  if (running.length === 0) return;
  if (workflowInfo().continueAsNewSuggested && isNeedless(signal, before) && patched(SPARES)) {
    return run.change(refusing(run.memory, signal, LONG, Date.now()));
  }
  if (signal !== CHECK_NOW_SIGNAL) lastPassedOn = signal;
  const workflowIds = running.map(({ projectVersionArn }) => canonicalModelId(projectVersionArn));
  signalRuns(workflowIds, signal, input);
}

/** Returns whether the teardowns need no signal: it only makes them look, or they are as it would leave them. */
function isNeedless(signal: OperatorSignal, before: OperatorSignal | undefined): boolean {
  if (signal === CHECK_NOW_SIGNAL) return true;
  const isRepeated = signal === before;
  const wasRepeated = signal === lastPassedOn;
  if (isRepeated === wasRepeated) return isRepeated;
  return patched(REMEMBERS) ? isRepeated : wasRepeated;
}
