import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import type { Emulator } from '../../emulator/emulator.js';
import type { Done } from './journal.js';
import type { Act, OperatorsAct } from './scenario.js';

/** A signal is in a run's history at once; the rest is how long a query takes. */
const SHOWN_WITHIN_MS = 10_000;
export const POSTPONED_FOR = '3s';
const BY = { by: 'somebody' };
/** Shorter than what a worker takes for a policy that has not reached every endpoint yet. */
const DENIED_FOR_MS = 6000;
export interface Target {
  readonly arn: string;
  readonly handle: WorkflowHandle;
  readonly emulator: Emulator;
  /** Whether a decision is sent as a signal. */
  readonly bySignal: boolean;
  /** Whether it is tried again and again, until it makes sense. */
  readonly insists: boolean;
  /** Aborted when the teardown has ended. */
  readonly over: AbortSignal;
}

/** Carries an act out, and returns when it was done; undefined where AWS, or the teardown, has refused it. */
export async function act(what: PeoplesAct, target: Target): Promise<Deed | undefined> {
  let from = Date.now();
  const updateId = randomUUID();
  let unknown = false;
  for (;;) {
    const answer = await carryOut(what, target, updateId).catch(answerOf);
    if (answer === 'done') return { from, to: Date.now() };
    if (answer === 'lost') {
      return {
        from,
        to: undefined,
        wrong: `the signal ${what} made sense, and was neither taken nor refused`,
      };
    }
    unknown ||= answer === 'unknown';
    if (!unknown) from = Date.now();
    if (!target.insists || target.over.aborted) break;
    await sleep(500);
  }
  return unknown ? { from, to: undefined } : undefined;
}

/** What people do; the rest is what operators do to runs. */
export type PeoplesAct = Exclude<Act, OperatorsAct>;
export type Deed = Omit<Done, 'arn' | 'act'>;

type Answer = 'done' | 'refused' | 'unknown' | 'lost';

function answerOf(error: unknown): Answer {
  return error instanceof WorkflowUpdateFailedError ? 'refused' : 'unknown';
}

async function carryOut(what: PeoplesAct, target: Target, updateId: string): Promise<Answer> {
  const { arn, handle, emulator } = target;
  const changed = (from: readonly string[], to: string) => change(arn, emulator, from, to);
  switch (what) {
    case 'start':
      return changed(['STOPPED', 'TRAINING_COMPLETED'], 'STARTING');
    case 'stop':
      return changed(['RUNNING'], 'STOPPING');
    case 'remove':
      return changed(['STOPPED', 'TRAINING_COMPLETED', 'TRAINING_FAILED', 'FAILED'], 'DELETING');
    case 'protect':
      await emulator.setTags(arn, { teardown: 'never' });
      return 'done';
    case 'deny': {
      const lift = emulator.faults.add({ kind: { code: 'AccessDeniedException' }, about: arn });
      setTimeout(lift, DENIED_FOR_MS);
      return 'done';
    }
    case 'cancel':
      await handle.cancel();
      return 'done';
    case 'pause':
    case 'resume':
    case 'checkNow':
      await handle.signal(what);
      return 'done';
    default: {
      const input = { ...BY, note: updateId, ...(what === 'postpone' && { for: POSTPONED_FOR }) };
      if (target.bySignal) return signal(what, input, target);
      await handle.executeUpdate(what, { args: [input], updateId });
      return 'done';
    }
  }
}

/** What a run shows of itself, as far as it matters here. */
interface Shown {
  readonly accepts: readonly string[];
  readonly decisions: readonly { readonly note?: string }[];
  readonly refusedSignal?: { readonly signal: string };
}

/** Nobody answers a signal: what became of it, the run shows. */
async function signal(what: Act, input: { readonly note: string }, target: Target): Promise<Answer> {
  const { handle, over } = target;
  const shown = () => handle.query<Shown>('progress').catch(() => undefined);
  const before = await shown();
  await handle.signal(what, input);
  let stillMadeSense = false;
  for (const until = Date.now() + SHOWN_WITHIN_MS; Date.now() < until && !over.aborted; await sleep(500)) {
    const now = await shown();
    if (now?.decisions.some(({ note }) => note === input.note)) return 'done';
    if (now?.refusedSignal?.signal === what) return 'refused';
    stillMadeSense = now?.accepts.includes(what) ?? stillMadeSense;
  }
  const isLost = before?.accepts.includes(what) === true && stillMadeSense && !over.aborted;
  return isLost ? 'lost' : 'unknown';
}

async function change(arn: string, emulator: Emulator, from: readonly string[], to: string): Promise<Answer> {
  const status = await emulator.statusOf(arn);
  if (status === undefined || !from.includes(status)) return 'refused';
  await emulator.setStatus(arn, to);
  return 'done';
}

/** Another model of the same name, as soon as the name is free; undefined where its project went with it. */
export async function recreate(arn: string, emulator: Emulator): Promise<string | undefined> {
  const [, , , name = ''] = arn.split('/');
  const projectArn = await emulator.projectOf(arn);
  while ((await emulator.statusOf(arn)) !== undefined) {
    await sleep(50);
  }
  if (projectArn === undefined || !(await emulator.projectExists(projectArn))) return undefined;
  return emulator.addModel({ projectArn, name, status: 'STOPPED' });
}
