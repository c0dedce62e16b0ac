import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import type { ListedModel } from '../../../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import type { SweepResult } from '../../../contract/sweep/result.js';
import { workflowBundle } from '../../support/temporal/harness.js';
import { HOUR } from '../../support/temporal/skipped-time.js';
import { PLACE, statesByName } from '../../support/temporal/sweeps.js';
import { createTestWorker } from '../../support/temporal/test-worker.js';
import { startTimeSkipping } from '../../support/temporal/time-skipping-server.js';

const projectOf = (name: string) =>
  `arn:aws:rekognition:eu-west-1:111122223333:project/${name}/1690000000000` as ProjectArn;
const modelOf = (project: ProjectArn, name: string, createdAt: string): ListedModel => ({
  projectVersionArn: project.replace(/\d+$/, `version/${name}/1690000000000`) as ProjectVersionArn,
  status: 'STOPPED',
  createdAt,
});
const [FIRST, SECOND] = [projectOf('first'), projectOf('second')];
const OLD = modelOf(FIRST, 'old', '2026-01-01T00:00:00.000Z');
const NEWEST = modelOf(FIRST, 'newest', '2026-02-01T00:00:00.000Z');

describe('a sweep that AWS does not answer about one project for hours', () => {
  it('looks at the others again, and keeps the newest model of those that are left', async () => {
    const { environment, stop } = await startTimeSkipping();
    try {
      const begun = await environment.currentTimeMs();
      const listed: ProjectArn[] = [];
      const worker = await createTestWorker({
        connection: environment.nativeConnection,
        taskQueue: 'old-look',
        workflowBundle: workflowBundle(),
        activities: {
          listProjects: async () => ({
            projects: [FIRST, SECOND].map((projectArn) => ({ projectArn, feature: 'CUSTOM_LABELS' })),
          }),
          findTeardowns: async () => [],
          async listModels(project: ProjectArn) {
            listed.push(project);
            const hours = ((await environment.currentTimeMs()) - begun) / HOUR;
            // Its owner deletes the newest one, while AWS does not answer about the other project.
            if (project === FIRST) return hours < 1 ? [OLD, NEWEST] : [OLD];
            if (hours < 3) throw ApplicationFailure.nonRetryable('AWS did not answer', 'NoAnswer');
            return [];
          },
          readModelTags: async (arns: readonly string[]) => Object.fromEntries(arns.map((arn) => [arn, {}])),
          readProjectTags: async () => ({}),
        },
      });
      const result = await worker.runUntil(async () => {
        const sweep = await environment.client.workflow.start('sweepModels', {
          taskQueue: 'old-look',
          workflowId: 'sweep-models/old-look',
          args: [{ ...PLACE, keepNewest: 1 }],
        });
        return (await sweep.result()) as SweepResult;
      });
      assert.deepEqual(statesByName(result), { old: 'keptNewest' });
      assert.equal(listed.filter((project) => project === FIRST).length, 2);
    } finally {
      await stop();
    }
  });
});
