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

/** The last pause or resume that was passed on. */
let last: OperatorSignal | undefined;

/**
 * Passes a signal on to the running teardowns. While they run, this run can't continue as new, and each signal to each of them
 * is two events: a run with a long history passes on only what pauses or resumes them. Temporal would terminate it at the limit.
 */
export function signalModels<K extends ManyModels>(
  run: Run<K>,
  signal: OperatorSignal,
  input: SignalInput,
): void {
  const running = run.memory.rows.filter(({ state }) => state === 'running');
  if (running.length === 0) return;
  const isNeedless = signal === CHECK_NOW_SIGNAL || signal === last;
  if (isNeedless && workflowInfo().continueAsNewSuggested && patched(SPARES)) {
    return run.change(refusing(run.memory, signal, LONG, Date.now()));
  }
  if (signal !== CHECK_NOW_SIGNAL) last = signal;
  const workflowIds = running.map(({ projectVersionArn }) => canonicalModelId(projectVersionArn));
  signalRuns(workflowIds, signal, input);
}
