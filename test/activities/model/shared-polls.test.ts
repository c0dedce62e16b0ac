import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { ApplicationFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createTeardownActivities } from '../../../activities/index.js';
import type { Look, Wait } from '../../../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { startEmulator, type Emulator } from '../../../emulator/emulator.js';
import { createAwsClients } from '../../../worker/aws-clients.js';
import { CREDENTIALS } from '../../support/credentials.js';

const EVERY_MS = 4000;
const MINUTE_MS = 60_000;

// Attempts that fail are what is tested.
const logger = new DefaultLogger('ERROR', () => undefined);

describe('polls of models of one project, which share a request', () => {
  let emulator: Emulator;
  let waits: Wait[];
  let activities: ReturnType<typeof createTeardownActivities>;
  /** What each poll keeps for its next attempt. */
  let kept: unknown[];

  beforeEach(async () => {
    emulator = await startEmulator();
    const { url: endpoint } = emulator;
    const aws = createAwsClients({ endpoint, credentials: CREDENTIALS });
    activities = createTeardownActivities(aws, { interval: () => EVERY_MS });
    const projectArn = (await emulator.addProject({ name: 'shelves' })) as ProjectArn;
    const arns = await Promise.all(
      ['v1', 'v2', 'v3'].map((name) =>
        emulator.addModel({ projectArn, name, status: 'STOPPING', holds: ['STOPPING'] }),
      ),
    );
    waits = arns.map((arn) => ({
      projectArn,
      projectVersionArn: arn as ProjectVersionArn,
      waitingFor: 'stopped',
      status: 'STOPPING',
      tags: false,
    }));
    kept = waits.map(() => undefined);
  });
  afterEach(() => emulator.close());

  const attempt = (wait: Wait, index: number, nth: number, dueAtMs: number): Promise<Look> => {
    const environment = new MockActivityEnvironment(
      {
        attempt: nth,
        activityId: String(index),
        scheduledTimestampMs: 0,
        currentAttemptScheduledTimestampMs: dueAtMs,
        heartbeatDetails: kept[index],
      },
      { logger },
    );
    environment.on('heartbeat', (details: unknown) => (kept[index] = details));
    const poll = () => activities.waitForChange(wait);
    return environment.run<[], Look, typeof poll>(poll);
  };

  /** Makes an attempt of all polls at the same time. Another one comes first each time. */
  async function attemptAll(nth: number, dueAtMs: number): Promise<ApplicationFailure[]> {
    const polls = waits.map((wait, index) => ({ wait, index }));
    const first = nth % polls.length;
    const inOrder = [...polls.slice(first), ...polls.slice(0, first)];
    return Promise.all(
      inOrder.map(({ wait, index }) =>
        attempt(wait, index, nth, dueAtMs).then(
          () => assert.fail('the poll has found a change'),
          (error: unknown) => error as ApplicationFailure,
        ),
      ),
    );
  }

  async function attemptsAt(dueAtMs: readonly number[]): Promise<ApplicationFailure[]> {
    await attemptAll(1, 0);
    let failures: ApplicationFailure[] = [];
    for (const [index, atMs] of dueAtMs.entries()) failures = await attemptAll(index + 2, atMs);
    return failures;
  }

  const requests = () => emulator.calls.filter(({ operation }) => operation === 'DescribeProjectVersions');

  it('each fail after a minute of denials, whichever of them sends the request', async () => {
    emulator.faults.add({ kind: { code: 'AccessDeniedException' }, operation: 'DescribeProjectVersions' });
    const times = Array.from({ length: 14 }, (_, index) => MINUTE_MS + index * 5000);
    const failures = await attemptsAt(times);
    assert.deepEqual(
      failures.map(({ type, nonRetryable }) => [type, nonRetryable]),
      waits.map(() => ['AccessDenied', true]),
    );
    // The very first poll does not know of the others yet, and asks for its own model.
    assert.equal(requests().length, 1 + times.length);
  });

  it('each report that AWS has not answered for five minutes', async () => {
    emulator.faults.add({ kind: 'throttle', operation: 'DescribeProjectVersions' });
    const failures = await attemptsAt([1, 2, 4, 8].map((minutes) => minutes * MINUTE_MS));
    assert.deepEqual(
      failures.map(({ type, nonRetryable }) => [type, nonRetryable]),
      waits.map(() => ['Throttled', true]),
    );
  });

  describe('of which one runs later than another', () => {
    beforeEach(() => mock.timers.enable({ apis: ['Date'], now: Date.now() }));
    afterEach(() => mock.timers.reset());

    /** All polls have run. What one of them finds that was due with them, but runs later: the model has stopped meanwhile. */
    async function findsLater(laterMs: number, tags = false): Promise<Look> {
      await attemptAll(2, MINUTE_MS);
      await attemptAll(3, 2 * MINUTE_MS);
      const [wait] = waits;
      assert.ok(wait);
      await emulator.setStatus(wait.projectVersionArn, 'STOPPED');
      mock.timers.tick(laterMs);
      // As if it had waited since the model was running, so that it ends whatever it finds.
      return attempt({ ...wait, tags, status: 'RUNNING' }, 0, 3, 2 * MINUTE_MS);
    }
    const statusOf = (look: Look) => look.found && look.model.status;

    it('do not use what was read before, however long ago they were due', async () => {
      const look = await findsLater(3 * MINUTE_MS);
      assert.equal(statusOf(look), 'STOPPED');
      assert.equal(look.readAt, Date.now());
      assert.equal(look.askedAt, 2 * MINUTE_MS);
    });

    for (const tags of [false, true]) {
      it(`say when AWS was asked if they use what was read a moment ago, with${tags ? '' : 'out'} tags`, async () => {
        const askedAt = Date.now();
        const look = await findsLater(1500, tags);
        assert.equal(statusOf(look), 'STOPPING');
        assert.equal(look.readAt, askedAt);
        assert.equal(look.askedAt, 2 * MINUTE_MS);
      });
    }
  });
});
