import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { Emulator } from '../../emulator/emulator.js';
import type { Journal } from './journal.js';
import type { Act } from './story.js';

const BY = { by: 'somebody' };

/** Carries an act out, and notes it where it was: AWS may refuse it, or the teardown. */
export async function act(
  what: Act,
  arn: string,
  handle: WorkflowHandle,
  emulator: Emulator,
  journal: Journal,
): Promise<void> {
  const from = Date.now();
  const attempt = () => carryOut(what, arn, handle, emulator).catch(() => false);
  const wasDone = (await attempt()) || (what === 'resume' && (await persist(attempt, handle)));
  if (wasDone) journal.acts.push({ arn, act: what, from, to: Date.now() });
  if (what === 'remove' && wasDone) await recreate(arn, emulator, journal);
}

async function carryOut(
  what: Act,
  arn: string,
  handle: WorkflowHandle,
  emulator: Emulator,
): Promise<boolean> {
  switch (what) {
    case 'start':
      return change(arn, emulator, ['STOPPED', 'TRAINING_COMPLETED'], 'STARTING');
    case 'stop':
      return change(arn, emulator, ['RUNNING'], 'STOPPING');
    case 'remove':
      return change(
        arn,
        emulator,
        ['STOPPED', 'TRAINING_COMPLETED', 'TRAINING_FAILED', 'FAILED'],
        'DELETING',
      );
    case 'protect':
      await emulator.setTags(arn, { teardown: 'never' });
      return true;
    case 'cancel':
      await handle.cancel();
      return true;
    case 'pause':
    case 'resume':
    case 'checkNow':
      await handle.signal(what);
      return true;
    case 'postpone':
      await handle.executeUpdate(what, { args: [{ ...BY, for: '3s' }], updateId: randomUUID() });
      return true;
    default:
      await handle.executeUpdate(what, { args: [BY], updateId: randomUUID() });
      return true;
  }
}

/** Whoever has paused a teardown does not forget it because the server was down. */
async function persist(attempt: () => Promise<boolean>, handle: WorkflowHandle): Promise<boolean> {
  while (!(await hasEnded(handle))) {
    await sleep(500);
    if (await attempt()) return true;
  }
  return false;
}

async function hasEnded(handle: WorkflowHandle): Promise<boolean> {
  return handle.describe().then(
    ({ status }) => status.name !== 'RUNNING',
    () => false,
  );
}

async function change(
  arn: string,
  emulator: Emulator,
  from: readonly string[],
  to: string,
): Promise<boolean> {
  const status = await emulator.statusOf(arn);
  if (status === undefined || !from.includes(status)) return false;
  await emulator.setStatus(arn, to);
  return true;
}

/** Another model of the same name, as soon as the name is free: it is nobody's to tear down. */
async function recreate(arn: string, emulator: Emulator, journal: Journal): Promise<void> {
  const [, , , name = ''] = arn.split('/');
  const projectArn = await emulator.projectOf(arn);
  while ((await emulator.statusOf(arn)) !== undefined) {
    await sleep(50);
  }
  if (projectArn === undefined) return;
  journal.bystanders.add(await emulator.addModel({ projectArn, name, status: 'STOPPED' }));
}
