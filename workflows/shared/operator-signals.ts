import {
  CancellationScope,
  defineSignal,
  getExternalWorkflowHandle,
  log,
  setDefaultSignalHandler,
  setHandler,
  type ExternalWorkflowHandle,
} from '@temporalio/workflow';
import { parseDecision, type DecisionInput } from '../../contract/model/decision.js';
import { CHECK_NOW_SIGNAL, PAUSE_SIGNAL, RESUME_SIGNAL } from '../../contract/names.js';
import { DESCRIPTIONS } from './messages.js';

const SIGNALS = [CHECK_NOW_SIGNAL, PAUSE_SIGNAL, RESUME_SIGNAL] as const;
export type OperatorSignal = (typeof SIGNALS)[number];

/** By whom and why: optional in signals, and ignored if invalid, since a pause must not fail. */
export type SignalInput = Partial<DecisionInput>;

/** Handles `checkNow`, `pause` and `resume`. Decisions that come as signals are in decision-handlers.ts. */
export function handleOperatorSignals(handle: (signal: OperatorSignal, input: SignalInput) => void): void {
  for (const name of SIGNALS) {
    const listen = (input: unknown) => {
      const parsed = parseDecision('approve', input);
      handle(name, parsed.ok ? parsed.input : {});
    };
    setHandler(defineSignal<[unknown?]>(name), listen, { description: DESCRIPTIONS[name] });
  }
}

/** Sends a signal to other runs. One that has ended needs none, and a failure here must not end this run. */
export function signalRuns(workflowIds: readonly string[], signal: OperatorSignal, input: SignalInput): void {
  for (const workflowId of workflowIds) {
    const other = getExternalWorkflowHandle(workflowId);
    const args = signal === CHECK_NOW_SIGNAL ? [] : [input];
    void passedOn(signal, workflowId, () => other.signal(signal, ...args));
  }
}

/** Another run, as far as it gets signals. */
export type Signalled = Pick<ExternalWorkflowHandle, 'workflowId' | 'signal'>;

/** Passes all signals, decisions too, on to the run that does the work. */
export function passSignalsOn(child: Signalled): void {
  const passOn =
    (signal: string) =>
    (...args: readonly unknown[]) =>
      passedOn(signal, child.workflowId, () => child.signal(signal, ...args));
  for (const name of SIGNALS) {
    setHandler(defineSignal<unknown[]>(name), passOn(name), { description: DESCRIPTIONS[name] });
  }
  setDefaultSignalHandler((signal, ...args) => passOn(signal)(...args));
}

// A signal may arrive after the other run has ended and before this run knows.
async function passedOn(signal: string, to: string, send: () => Promise<void>): Promise<void> {
  try {
    await CancellationScope.nonCancellable(send);
  } catch (error) {
    log.warn('could not forward a signal', { signal, to, error: String(error) });
  }
}
