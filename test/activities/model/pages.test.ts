import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createTeardownActivities } from '../../../activities/index.js';
import type { Look } from '../../../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { startEmulator, type Emulator } from '../../../emulator/emulator.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../../support/credentials.js';

const logger = new DefaultLogger('ERROR', () => undefined);

describe('a listing of more than one page', () => {
  let emulator: Emulator;
  let activities: ReturnType<typeof createTeardownActivities>;
  beforeEach(async () => {
    emulator = await startEmulator();
    const { url: endpoint } = emulator;
    activities = createTeardownActivities(
      createAwsClients({ foreignEndpoint: false, endpoint, credentials: CREDENTIALS }),
    );
  });
  afterEach(() => emulator.close());

  /** As if something of the first page went once that was read: the last item moves up to it, and no page contains it. */
  const loseSecondPageOf = (operation: string) =>
    emulator.faults.add({ kind: 'lostPage', operation, about: 'NextToken', times: 1 });

  /** Looks at all of them at the same time, each in an activity of its own. */
  async function assertFound(
    arns: readonly ProjectVersionArn[],
    look: (arn: ProjectVersionArn) => Promise<Look>,
  ) {
    const looks = await Promise.all(
      arns.map((arn, n) =>
        new MockActivityEnvironment({ activityId: `${n}` }, { logger }).run<[], Look, () => Promise<Look>>(
          () => look(arn),
        ),
      ),
    );
    assert.ok(looks.every(({ found }) => found));
  }

  it('does not miss a model that moves to another page while more than ten are described', async () => {
    const projectArn = (await emulator.addProject({ name: 'shelves' })) as ProjectArn;
    const arns: ProjectVersionArn[] = [];
    for (let n = 0; n <= 100; n += 1) {
      const arn = await emulator.addModel({ projectArn, name: `v${n}`, status: 'RUNNING' });
      arns.push(arn as ProjectVersionArn);
    }
    loseSecondPageOf('DescribeProjectVersions');
    await assertFound(arns.slice(-11), (projectVersionArn) =>
      activities.describeModel({ projectArn, projectVersionArn, tags: false }),
    );
  });

  it('does not lose a project that moves to another page while more than ten are looked up', async () => {
    const arns: ProjectVersionArn[] = [];
    for (let n = 0; n <= 100; n += 1) {
      const projectArn = await emulator.addProject({ name: `shelves-${n}` });
      arns.push(
        (await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING' })) as ProjectVersionArn,
      );
    }
    loseSecondPageOf('DescribeProjects');
    await assertFound(arns.slice(-11), (projectVersionArn) =>
      activities.findModel({ projectVersionArn, tags: false }),
    );
  });
});
