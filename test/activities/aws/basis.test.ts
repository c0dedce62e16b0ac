import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { AwsAccess } from '../../../activities/aws/access.js';
import { goodUntil, TooOld } from '../../../activities/aws/basis.js';
import { callAws, SENT_WITHIN_MS } from '../../../activities/aws/call.js';
import { createCallLimits, type CallLimits } from '../../../activities/aws/limits.js';
import { createTeardownActivities } from '../../../activities/index.js';
import { deleteModel, stopModel } from '../../../activities/model/change-model.js';
import { deleteDataset, deleteProject } from '../../../activities/project/change-project.js';
import { BASIS_GOOD_FOR_MS, type Answer, type Basis } from '../../../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { startEmulator, type Emulator } from '../../../emulator/emulator.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../../support/credentials.js';

const OWNER = { accountId: '111122223333', region: 'eu-west-1' };
const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690000000000' as ProjectArn;
const MODEL = `${PROJECT.replace(/\/\d+$/, '')}/version/v1/1690000000000` as ProjectVersionArn;
const LOCATED = { projectVersionArn: MODEL, projectArn: PROJECT };

type Change = (aws: AwsAccess, basis?: Partial<Basis>) => Promise<Answer>;

const CHANGES: Readonly<Record<string, Change>> = {
  stopModel: (aws, basis) => stopModel(aws, LOCATED, basis),
  deleteModel: (aws, basis) => deleteModel(aws, LOCATED, basis),
  deleteDataset: (aws, basis) => deleteDataset(aws, `${PROJECT}/dataset/train/1`, basis),
  deleteProject: (aws, basis) => deleteProject(aws, PROJECT, basis),
};

describe('a change whose look is too old', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  const access = (): AwsAccess =>
    createAwsClients({ endpoint: emulator.url, credentials: CREDENTIALS })(OWNER);

  const attempt = (change: Change, basis: Partial<Basis>, { nth = 1, aws = access(), kept = {} } = {}) =>
    new MockActivityEnvironment({ attempt: nth, heartbeatDetails: kept }).run<
      [],
      Answer,
      () => Promise<Answer>
    >(() => change(aws, basis));

  for (const [name, change] of Object.entries(CHANGES)) {
    it(`is not sent: ${name}`, async () => {
      for (const readAt of [Date.now() - BASIS_GOOD_FOR_MS - 1, Date.now() + BASIS_GOOD_FOR_MS + 60_000]) {
        const answer = await attempt(change, { readAt });
        assert.ok(!answer.accepted);
        assert.deepEqual([answer.because, answer.repeated], ['tooOld', undefined]);
        assert.match(answer.message, /older than 2 min, so the call was not sent/);
      }
      const unknown = await attempt(change, {});
      assert.ok(!unknown.accepted && unknown.because === 'tooOld');
      assert.deepEqual(emulator.calls, []);
    });
  }

  it('may have been carried out by an earlier attempt', async () => {
    const answer = await attempt(CHANGES['stopModel'] as Change, { readAt: 0 }, { nth: 2 });
    assert.ok(!answer.accepted && answer.repeated);
  });

  it('was carried out by no earlier attempt if all were refused', async () => {
    const answerAfter = (refused: number) =>
      attempt(CHANGES['stopModel'] as Change, { readAt: 0 }, { nth: 3, kept: { refused } });
    const answer = await answerAfter(2);
    assert.ok(!answer.accepted && answer.repeated === undefined);
    const afterLost = await answerAfter(1);
    assert.ok(!afterLost.accepted && afterLost.repeated);
  });

  it('was denied, if AWS has denied it until then', async () => {
    const denial = { attempt: 2, first: 1, dueAt: 0, lastedMs: 0, message: 'AWS denied it.' };
    const kept = { denial, refused: 2 };
    const answer = await attempt(CHANGES['stopModel'] as Change, { readAt: 0 }, { nth: 3, kept });
    assert.deepEqual(answer, { accepted: false, because: 'denied', message: 'AWS denied it.' });
  });

  it('leaves the line of calls', async () => {
    const unseen = { place: () => undefined, onChange: () => undefined };
    const aws = { ...access(), limits: createCallLimits(1, unseen) };
    const readAt = Date.now() - BASIS_GOOD_FOR_MS + SENT_WITHIN_MS + 200;
    const answer = await attempt(CHANGES['stopModel'] as Change, { readAt }, { aws });
    assert.ok(!answer.accepted && answer.because === 'tooOld');
    assert.deepEqual(emulator.calls, []);
  });

  it('is not sent if it has become too old since its turn, as in a machine that was suspended', async () => {
    let isSent = false;
    const send = () => Promise.resolve((isSent = true));
    const change = {
      goodUntil: Date.now() + 60_000,
      beforeSend: async () => {
        await Promise.resolve();
        change.goodUntil = Date.now() - 1;
      },
    };
    const options = { expected: (error: unknown) => error instanceof TooOld, change };
    const call = () => callAws(access(), 'rekognition:StopProjectVersion', MODEL, send, options);
    await assert.rejects(new MockActivityEnvironment().run(call), TooOld);
    assert.ok(!isSent);
  });
});

describe('the look at a project', () => {
  it('ends before the calls in the line, since a change rests on the description with which it begins', async () => {
    const emulator = await startEmulator();
    const projectArn = (await emulator.addProject({ name: 'shelves' })) as ProjectArn;
    const options = { endpoint: emulator.url, credentials: CREDENTIALS };
    const inLine: string[] = [];
    const turn: CallLimits['turn'] = async (action, _signal, first = false) => {
      if (!first) inLine.push(action);
      return () => undefined;
    };
    const activities = createTeardownActivities((owner) => ({
      ...createAwsClients(options)(owner),
      limits: { turn },
    }));
    const run = (look: () => Promise<unknown>) => new MockActivityEnvironment().run(look);
    try {
      await run(() => activities.listModels(projectArn));
      await run(() => activities.readProjectTags(projectArn));
      assert.deepEqual(inLine, []);
    } finally {
      await emulator.close();
    }
  });
});

describe('the time until which a change may be sent', () => {
  it('is two minutes after the look, by the clock of the worker', () => {
    assert.equal(goodUntil({ readAt: 1000 }, 2000), 1000 + BASIS_GOOD_FOR_MS);
    // Another worker's clock may be ahead.
    assert.equal(goodUntil({ readAt: 3000 }, 2000), 2000 + BASIS_GOOD_FOR_MS);
  });
});
