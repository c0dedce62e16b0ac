import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { AwsAccess } from '../../../activities/aws/access.js';
import { NO_LIMITS } from '../../../activities/aws/limits.js';
import { createTeardownActivities } from '../../../activities/index.js';
import { foundIn } from '../../../activities/model/describe-model.js';
import { describeVersions } from '../../../activities/model/describe-versions.js';
import { findProject } from '../../../activities/project/describe-project.js';
import { STALE_MS, type Look } from '../../../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { startEmulator, type Emulator } from '../../../emulator/emulator.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../../support/credentials.js';

const OWNER = { accountId: '111122223333', region: 'eu-west-1' };
const logger = new DefaultLogger('ERROR', () => undefined);

function inActivity<T>(look: () => Promise<T>, activityId = '1'): Promise<T> {
  return new MockActivityEnvironment({ activityId }, { logger }).run<[], T, () => Promise<T>>(look);
}

describe('a listing of more than one page', () => {
  let emulator: Emulator;
  let activities: ReturnType<typeof createTeardownActivities>;
  beforeEach(async () => {
    emulator = await startEmulator();
    const { url: endpoint } = emulator;
    activities = createTeardownActivities(createAwsClients({ endpoint, credentials: CREDENTIALS }));
  });
  afterEach(() => emulator.close());

  // One more than the emulator puts on a page.
  async function addProjects(): Promise<ProjectArn[]> {
    const arns: ProjectArn[] = [];
    for (let n = 0; n <= 100; n += 1) {
      arns.push((await emulator.addProject({ name: `shelves-${n}` })) as ProjectArn);
    }
    return arns;
  }
  async function addModels(status: 'RUNNING' | 'STOPPED') {
    const projectArn = (await emulator.addProject({ name: 'shelves' })) as ProjectArn;
    const arns: ProjectVersionArn[] = [];
    for (let n = 0; n <= 100; n += 1) {
      const arn = await emulator.addModel({ projectArn, name: `v${n}`, status });
      arns.push(arn as ProjectVersionArn);
    }
    return { projectArn, arns };
  }

  /** As if something of the first page went once that was read: the last item moves up to it, and no page contains it. */
  const loseSecondPageOf = (operation: string) =>
    emulator.faults.add({ kind: 'lostPage', operation, about: 'NextToken', times: 1 });

  /** Looks at all of them at the same time, each in an activity of its own. */
  async function assertFound(
    arns: readonly ProjectVersionArn[],
    look: (arn: ProjectVersionArn) => Promise<Look>,
  ) {
    const looks = await Promise.all(arns.map((arn, n) => inActivity(() => look(arn), `${n}`)));
    assert.ok(looks.every(({ found }) => found));
  }

  it('does not miss a model that moves to another page while more than ten are described', async () => {
    const { projectArn, arns } = await addModels('RUNNING');
    loseSecondPageOf('DescribeProjectVersions');
    await assertFound(arns.slice(-11), (projectVersionArn) =>
      activities.describeModel({ projectArn, projectVersionArn, tags: false }),
    );
  });

  it('does not lose a project that moves to another page while more than ten are looked up', async () => {
    const arns: ProjectVersionArn[] = [];
    for (const projectArn of await addProjects()) {
      arns.push(
        (await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING' })) as ProjectVersionArn,
      );
    }
    loseSecondPageOf('DescribeProjects');
    await assertFound(arns.slice(-11), (projectVersionArn) =>
      activities.findModel({ projectVersionArn, tags: false }),
    );
  });

  it('does not miss a model that moves to another page while all are listed', async () => {
    const { projectArn } = await addModels('STOPPED');
    loseSecondPageOf('DescribeProjectVersions');
    const models = await inActivity(() => activities.listModels(projectArn));
    assert.equal(models.length, 101);
  });

  describe('whose second page waits for minutes', () => {
    beforeEach(() => mock.timers.enable({ apis: ['Date'], now: Date.now() }));
    afterEach(() => mock.timers.reset());

    /** Before the second page is asked for, minutes pass, and something happens. */
    function accessWithLine(action: string, meanwhile: () => Promise<unknown>): AwsAccess {
      const aws = createAwsClients({
        endpoint: emulator.url,
        credentials: CREDENTIALS,
      });
      let turns = 0;
      const turn: AwsAccess['limits']['turn'] = async (of, signal, first) => {
        if (of === action && (turns += 1) === 2) {
          mock.timers.tick(2 * STALE_MS);
          await meanwhile();
        }
        return NO_LIMITS.turn(of, signal, first);
      };
      return { ...aws(OWNER), limits: { turn } };
    }

    it('is not believed about a model that was started since', async () => {
      const { projectArn, arns } = await addModels('STOPPED');
      const [projectVersionArn] = arns;
      assert.ok(projectVersionArn);
      const start = () => emulator.setStatus(projectVersionArn, 'RUNNING');
      const aws = accessWithLine('rekognition:DescribeProjectVersions', start);
      const listed = await inActivity(() => describeVersions(aws, projectArn));
      assert.equal(listed.versions.get(projectVersionArn)?.status, 'STOPPED');
      const seen = await inActivity(() => foundIn(listed, aws, { projectArn, projectVersionArn }));
      assert.equal(seen.found && seen.model.status, 'RUNNING');
    });

    it('is not believed about a project that got a dataset since', async () => {
      const arns = await addProjects();
      const [projectArn = ''] = arns;
      const addDataset = () => emulator.addDataset({ projectArn, type: 'train' });
      const aws = accessWithLine('rekognition:DescribeProjects', addDataset);
      const looks = arns
        .slice(0, 11)
        .map((arn, n) => inActivity(() => findProject(aws, { projectArn: arn }), `${n}`));
      const [seen] = await Promise.all(looks);
      assert.equal(seen?.found && seen.project.datasets.length, 1);
    });
  });
});
