import {
  CancellationScope,
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  log,
  patched,
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

/** What a parent sends with a signal that it passes on. Earlier versions neither send nor read it. */
export interface PassedOn {
  readonly by: 'parent';
  /** Whether the parent got it before it had joined this run, which may have been paused by somebody else since. */
  readonly early?: boolean;
}

type Handle = (signal: OperatorSignal, input: SignalInput, passedOn?: PassedOn) => void;

/** Handles `checkNow`, `pause` and `resume`. Decisions that come as signals are in decision-handlers.ts. */
export function handleOperatorSignals(handle: Handle): void {
  for (const name of SIGNALS) {
    const listen = (input: unknown, sender: unknown) => {
      const parsed = parseDecision('approve', input);
      handle(name, parsed.ok ? parsed.input : {}, isPassedOn(sender) ? sender : undefined);
    };
    setHandler(defineSignal<[unknown?, unknown?]>(name), listen, { description: DESCRIPTIONS[name] });
  }
}

function isPassedOn(sender: unknown): sender is PassedOn {
  return typeof sender === 'object' && sender !== null && 'by' in sender && sender.by === 'parent';
}

/** Sends a signal to other runs. One that has ended needs none, and a failure here must not end this run. */
export function signalRuns(
  workflowIds: readonly string[],
  signal: OperatorSignal,
  input: SignalInput,
  sender: PassedOn = { by: 'parent' },
): void {
  for (const workflowId of workflowIds) {
    const other = getExternalWorkflowHandle(workflowId);
    const args = signal === CHECK_NOW_SIGNAL ? [] : [input, sender];
    const kind = signal === CHECK_NOW_SIGNAL ? 'look' : 'pause';
    void inOrder(signal, workflowId, () => other.signal(signal, ...args), `${kind} ${workflowId}`);
  }
}

/** Another run, as far as it gets signals. */
export type Signalled = Pick<ExternalWorkflowHandle, 'workflowId' | 'signal'>;

/** Passes all signals, decisions too, on to the run that does the work. */
export function passSignalsOn(child: Signalled): void {
  const passOn =
    (signal: string) =>
    (...args: readonly unknown[]) =>
      inOrder(signal, child.workflowId, () => child.signal(signal, ...args));
  for (const name of SIGNALS) {
    setHandler(defineSignal<unknown[]>(name), passOn(name), { description: DESCRIPTIONS[name] });
  }
  setDefaultSignalHandler((signal, ...args) => passOn(signal)(...args));
}

const IN_ORDER = 'signals-in-order';
const LATEST = 'latest-of-waiting-signals';

/** The last signal to each run, until Temporal has taken it. */
const onTheirWay = new Map<string, Promise<void>>();
let unsent = 0;
/** The signals that wait for the one before them and that a newer one replaces, by what they do and to which run. */
const waiting = new Map<string, { isReplaced: boolean }>();

/**
 * Temporal delivers the signals that a run sends in one task in any order, and a pause that overtakes a resume is lost. So a
 * signal waits until Temporal has taken the one before it to the same run.
 *
 * @param replaces the waiting signals that this one replaces. Default: none
 */
function inOrder(signal: string, to: string, send: () => Promise<void>, replaces?: string): Promise<void> {
  const before = onTheirWay.get(to);
  const isNext = before === undefined || !patched(IN_ORDER);
  const sent = isNext
    ? passedOn(signal, to, send)
    : after(before, () => passedOn(signal, to, send), replaces);
  onTheirWay.set(to, sent);
  return sent.finally(() => {
    if (onTheirWay.get(to) === sent) onTheirWay.delete(to);
  });
}

async function after(before: Promise<void>, send: () => Promise<void>, replaces = ''): Promise<void> {
  const turn = { isReplaced: false };
  const earlier = waiting.get(replaces);
  if (earlier && patched(LATEST)) earlier.isReplaced = true;
  if (replaces !== '') waiting.set(replaces, turn);
  unsent += 1;
  await before;
  unsent -= 1;
  if (waiting.get(replaces) === turn) waiting.delete(replaces);
  if (!turn.isReplaced) await send();
}

/** Resolves once no signal waits for another one: a run that continued as new before would lose it. Undefined if none waits. */
export function queuedSignals(): Promise<void> | undefined {
  return unsent > 0 ? condition(() => unsent === 0) : undefined;
}

// A signal may arrive after the other run has ended and before this run knows.
async function passedOn(signal: string, to: string, send: () => Promise<void>): Promise<void> {
  try {
    await CancellationScope.nonCancellable(send);
  } catch (error) {
    log.warn('could not forward a signal', { signal, to, error: String(error) });
  }
}
