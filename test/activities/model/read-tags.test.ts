import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { AwsAccess } from '../../../activities/aws/access.js';
import { NO_LIMITS } from '../../../activities/aws/limits.js';
import { describeModel } from '../../../activities/model/describe-model.js';
import { withTags } from '../../../activities/model/read-tags.js';
import { STALE_MS } from '../../../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import type { Sighting } from '../../../contract/model/description.js';
import { startEmulator, type Emulator } from '../../../emulator/emulator.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../../support/credentials.js';
import { eventually } from '../../support/eventually.js';

const OWNER = { accountId: '111122223333', region: 'eu-west-1' };
const TAGS = 'rekognition:ListTagsForResource';

describe('the tags of a model', () => {
  let emulator: Emulator;
  let projectArn: ProjectArn;
  let projectVersionArn: ProjectVersionArn;

  beforeEach(async () => {
    emulator = await startEmulator();
    projectArn = (await emulator.addProject({ name: 'shelves' })) as ProjectArn;
    const seed = { projectArn, name: 'v1', status: 'STOPPED', tags: { team: 'vision' } };
    projectVersionArn = (await emulator.addModel(seed)) as ProjectVersionArn;
  });
  afterEach(() => emulator.close());

  /** Looks at the model, with a line of calls that takes `lineMs`, but for the project's first one and those that go first. */
  async function look(lineMs: number, whileInLine: () => Promise<unknown> = () => Promise.resolve()) {
    let now = 0;
    let turns = 0;
    let isProjectRead = false;
    const aws = createAwsClients({
      endpoint: emulator.url,
      credentials: CREDENTIALS,
    });
    const access: AwsAccess = {
      ...aws(OWNER),
      limits: {
        async turn(action, signal, first = false) {
          const turn = action === TAGS && !first ? (turns += 1) : 0;
          // Its answer must have come, and not only its request: the clock says when it came.
          if (turn === 1) await eventually(() => assert.ok(isProjectRead));
          if (turn === 1) await whileInLine();
          if (turn > 0 && turn !== 2) now += lineMs;
          const answered = await NO_LIMITS.turn(action, signal);
          return (error) => {
            isProjectRead ||= turn === 2;
            answered(error);
          };
        },
      },
    };
    const environment = new MockActivityEnvironment({ attempt: 1 });
    return environment.run<[], Sighting, () => Promise<Sighting>>(async () => {
      const seen = await describeModel(access, { projectVersionArn, projectArn });
      return withTags(access, seen, () => now);
    });
  }
  const asked = () => emulator.calls.map(({ operation }) => operation);
  const READ_ONCE = ['DescribeProjectVersions', 'ListTagsForResource', 'ListTagsForResource'];

  it('are read once if the line is short', async () => {
    const seen = await look(STALE_MS / 2);
    assert.deepEqual(seen.found && seen.tags?.model, { team: 'vision' });
    assert.deepEqual(asked(), READ_ONCE);
  });

  it('are read, however long the line is, with a description that is fresh when they come', async () => {
    const restarted = () => emulator.setStatus(projectVersionArn, 'RUNNING');
    const seen = await look(10 * STALE_MS, restarted);
    assert.deepEqual(seen.found && [seen.model.status, seen.tags?.model], ['RUNNING', { team: 'vision' }]);
    const again = asked().filter((operation) => operation === 'DescribeProjectVersions').length;
    assert.deepEqual([again, asked().length], [2, 5]);
  });

  it('are not needed of a model that is in deletion by the time they come', async () => {
    const seen = await look(10 * STALE_MS, () => emulator.setStatus(projectVersionArn, 'DELETING'));
    assert.deepEqual(seen.found && [seen.model.status, seen.tags], ['DELETING', undefined]);
  });
});
