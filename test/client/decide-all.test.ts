import assert from 'node:assert/strict';
import { decideAll } from '../../client/commands/decide-all.js';
import { EXIT } from '../../client/commands/exit-codes.js';
import { TeardownError, type TeardownClient, type TeardownSummary } from '../../client/index.js';
import { TemporalCallError } from '../../client/temporal-call-error.js';

const GONE = new TemporalCallError('UNAVAILABLE', 'no connection', { asked: 'send approve' }, {});

describe('approve --all', () => {
  const { log, error } = console;
  let out: string;
  beforeEach(() => {
    out = '';
    console.log = (text: string) => void (out += `${text}\n`);
    console.error = () => undefined;
  });
  afterEach(() => {
    Object.assign(console, { log, error });
    process.exitCode = undefined;
  });

  const arnOf = (index: number) =>
    `arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v${index}/1690556751958`;

  const decided = async (answers: readonly (string | Error)[], json?: true) => {
    const ids = answers.map((_, index) => `teardown-model/${index}`);
    const client = {
      async *list() {
        yield* ids.map((workflowId, index): TeardownSummary => ({
          kind: 'model',
          projectVersionArn: arnOf(index),
          workflowId,
          runId: workflowId,
          status: 'RUNNING',
          phase: 'awaitingApproval',
          startedAt: '2026-11-24T07:00:00.000Z',
        }));
      },
      runOf: (id: string, arn: string) => ({
        async decide() {
          const answer = answers[ids.indexOf(id)] ?? assert.fail();
          if (typeof answer === 'string') return answer;
          assert.equal(arn, arnOf(ids.indexOf(id)), 'messages name the model');
          throw answer;
        },
      }),
    } as unknown as TeardownClient;
    const options = { decision: 'approve', input: { by: 'ana' }, filter: {}, json, yes: true } as const;
    await decideAll(client, options);
    return process.exitCode;
  };

  it('reports in JSON what it had sent when the server went away', async () => {
    assert.equal(await decided(['Approved.', GONE, 'Approved.'], true), EXIT.noServer);
    assert.deepEqual(JSON.parse(out), [
      { workflowId: 'teardown-model/0', accepted: true, answer: 'Approved.' },
      { workflowId: 'teardown-model/1', accepted: false, answer: GONE.message },
      { workflowId: 'teardown-model/2', accepted: false, answer: 'The decision was not sent.' },
    ]);
  });

  it('goes on after a teardown that somebody else has decided on', async () => {
    const late = new TeardownError('NotNow', 'It was already approved.');
    assert.equal(await decided([late, 'Approved.']), EXIT.failed);
    assert.equal(out, 'teardown-model/0: It was already approved.\nteardown-model/1: Approved.\n');
  });
});
