import {
  CancellationScope,
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import type { ModelRow } from '../../../contract/project/result.js';
import { tearDownModels } from '../../../workflows/shared/tear-down-models.js';
import { childrenInto, twoModels } from './two-models.js';

const finish = defineSignal('finish');
const childEnded = defineSignal<[string]>('childEnded');

/** A teardown that reports to the run that has started it whether it was cancelled before it was to finish. */
export async function teardownModel(): Promise<void> {
  const { parent } = workflowInfo();
  let isFinished = false;
  setHandler(finish, () => void (isFinished = true));
  const how = await condition(() => isFinished).then(
    () => 'finished',
    () => 'cancelled',
  );
  const { workflowId = '' } = parent ?? {};
  await CancellationScope.nonCancellable(() => getExternalWorkflowHandle(workflowId).signal(childEnded, how));
}

/** Is cancelled after it has started one teardown, before the next one. */
export async function cancelledInBetween(): Promise<readonly unknown[]> {
  return startedAndCancelled((rows) => condition(() => rows.length === 1));
}

/** Is cancelled before the server has confirmed the start of a teardown. */
export async function cancelledBeforeConfirmation(): Promise<readonly unknown[]> {
  return startedAndCancelled(async () => {
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
  });
}

/** Returns the states of the models when the starts have ended, and how the one teardown ended after that. */
async function startedAndCancelled(
  until: (rows: readonly ModelRow[]) => Promise<void>,
): Promise<readonly unknown[]> {
  const rows: ModelRow[] = [];
  const ends: string[] = [];
  setHandler(childEnded, (how) => void ends.push(how));
  const models = twoModels();
  const scope = new CancellationScope();
  const starts = scope.run(() =>
    // The second one waits.
    tearDownModels({ ...childrenInto(rows), abandon: true, isPaused: () => rows.length > 0 }, models),
  );
  const ended = starts.then(
    () => 'all started',
    () => 'cancelled',
  );
  await until(rows);
  scope.cancel();
  const states = [await ended, ...rows.map(({ state }) => state)];
  // A cancel would have arrived by now.
  await sleep('1s');
  const [first] = models;
  const child = getExternalWorkflowHandle(teardownModelWorkflowId(first.projectVersionArn));
  await child.signal(finish).catch(() => undefined);
  await condition(() => ends.length > 0, '20s');
  return [...states, ...ends];
}
