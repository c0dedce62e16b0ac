import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import type { Emulator } from '../../emulator/emulator.js';
import type { Done } from './journal.js';
import type { Act } from './story.js';

const BY = { by: 'somebody' };
/** Shorter than what a worker takes for a policy that has not reached every endpoint yet. */
const DENIED_FOR_MS = 6000;
/** Whoever is asked, or has paused a teardown, does not give up because the server is down, or nobody asks yet. */
const PERSISTENT: readonly Act[] = ['resume', 'approve', 'reject'];

export interface Target {
  readonly arn: string;
  readonly handle: WorkflowHandle;
  readonly emulator: Emulator;
  /** Aborted when the teardown has ended. */
  readonly over: AbortSignal;
}

/** Carries an act out, and returns when it was done; undefined where AWS, or the teardown, has refused it. */
export async function act(what: Act, target: Target): Promise<Pick<Done, 'from' | 'to'> | undefined> {
  const from = Date.now();
  const updateId = randomUUID();
  let unknown = false;
  for (;;) {
    const answer = await carryOut(what, target, updateId).catch(answerOf);
    if (answer === 'done') return { from, to: Date.now() };
    unknown ||= answer === 'unknown';
    if (!PERSISTENT.includes(what) || target.over.aborted) break;
    await sleep(500);
  }
  return unknown ? { from, to: undefined } : undefined;
}

type Answer = 'done' | 'refused' | 'unknown';

function answerOf(error: unknown): Answer {
  return error instanceof WorkflowUpdateFailedError ? 'refused' : 'unknown';
}

async function carryOut(what: Act, { arn, handle, emulator }: Target, updateId: string): Promise<Answer> {
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
    default:
      await handle.executeUpdate(what, {
        args: [what === 'postpone' ? { ...BY, for: '3s' } : BY],
        updateId,
      });
      return 'done';
  }
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
