import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { whileBeating } from '../../../activities/aws/call.js';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { teardownModelWorkflowId } from '../../../contract/names.js';
import type { ProjectProgress, ProjectResult } from '../../../contract/project/result.js';
import { eventually } from '../../support/eventually.js';
import { startHarness, type Harness } from '../../support/temporal/harness.js';
import { reset } from '../../support/temporal/reset.js';

/** Temporal cancels the teardowns of a project's run that is terminated. These end once the test lets their Stop go on. */
describe('a project that is started again after its run was terminated', () => {
  const held = new Map<string, () => void>();
  let harness: Harness;
  before(async () => {
    harness = await startHarness({
      wrapActivities: (it) => ({
        ...it,
        async stopModel(model, basis) {
          const { projectVersionArn: arn } = model;
          const isFirst = !held.has(arn);
          if (isFirst) await whileBeating(() => new Promise<void>((resolve) => held.set(arn, resolve)));
          return it.stopModel(model, basis);
        },
      }),
    });
  });
  after(() => harness.close());

  const startAgain = async (models: number) => {
    const projectArn = (await harness.emulator.addProject({ name: `shelves-${randomUUID()}` })) as ProjectArn;
    const add = () => harness.addModel({ projectArn, status: 'RUNNING', minInferenceUnits: 1 });
    const arns = await Promise.all(Array.from({ length: models }, add));
    const terminated = await harness.startProject({ projectArn });
    for (const arn of arns) await eventually(() => assert.ok(held.has(arn)));
    await terminated.terminate();
    const handle = await harness.startProject({ projectArn });
    await untilRunning(handle, arns);
    return { arns, handle };
  };
  const release = (arn: string) => held.get(arn)?.();
  const untilRunning = (handle: WorkflowHandle, arns: readonly ProjectVersionArn[]) =>
    eventually(async () => {
      const { models } = await handle.query<ProjectProgress>('progress');
      const running = models.filter(({ state }) => state === 'running');
      assert.deepEqual(running.map(({ projectVersionArn }) => projectVersionArn).toSorted(), arns.toSorted());
    });
  const untilRunsAre = (arn: ProjectVersionArn, statuses: readonly string[]) =>
    eventually(async () => {
      const runs = harness.client.workflow.list({
        query: `WorkflowId = '${teardownModelWorkflowId(arn)}'`,
      });
      const found: string[] = [];
      for await (const { status } of runs) found.push(status.name);
      assert.deepEqual(found.toSorted(), statuses);
    });

  it('tears down the models whose teardowns were cancelled', async () => {
    const { arns, handle } = await startAgain(1);
    arns.forEach(release);
    const { outcome, models } = await handle.result();
    assert.deepEqual([outcome, models.map(({ state }) => state)], ['deleted', ['deleted']]);
    for (const arn of arns) await untilRunsAre(arn, ['CANCELLED', 'COMPLETED']);
  });

  it('does so for the others, too, after a reset', async () => {
    const {
      arns: [first, second],
      handle,
    } = await startAgain(2);
    assert.ok(first && second);
    release(first);
    await untilRunsAre(first, ['CANCELLED', 'COMPLETED']);
    await untilRunning(handle, [second]);
    const again = await reset(harness.client, handle, 'last');
    await untilRunning(again, [second]);
    release(second);
    const { outcome, models } = (await again.result()) as ProjectResult;
    assert.deepEqual([outcome, models.map(({ state }) => state)], ['deleted', ['deleted', 'deleted']]);
    await untilRunsAre(second, ['CANCELLED', 'COMPLETED']);
  });
});
