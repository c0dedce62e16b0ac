import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import type { teardownModel } from '../../workflows/index.js';
import { eventually } from '../support/eventually.js';
import type { Command } from '../support/processes/compiled-command.js';
import { useWorkers } from '../support/worker-suite.js';

/** Of AWS's quota of five calls a second. Few enough that the slowest machine can send more. */
const SHARE = { TEARDOWN_QUOTA_SHARE: '0.4' };
const CALLS_PER_SECOND = 2;
/** Long enough that calls which a busy machine has held up and notes at once do not count. */
const WINDOW_MS = 10_000;

describe('workers that divide the share of the quota', () => {
  const suite = useWorkers({ deleting: 100 }, { callsPerSecond: 5 });

  const tearDown = async (models: number) => {
    const projectArn = await suite.emulator.addProject({ name: `fleet-${randomUUID()}` });
    const arns = await Promise.all(
      Array.from({ length: models }, (_, n) =>
        suite.emulator.addModel({ projectArn, name: `v${n}`, status: 'STOPPED' }),
      ),
    );
    const results = await Promise.all(
      arns.map((arn) =>
        suite.client.workflow.execute<typeof teardownModel>('teardownModel', {
          taskQueue: suite.taskQueue,
          workflowId: teardownModelWorkflowId(arn as ProjectVersionArn),
          args: [arn as ProjectVersionArn],
        }),
      ),
    );
    assert.deepEqual([...new Set(results.map(({ outcome }) => outcome))], ['deleted']);
  };
  const deletes = () => suite.emulator.calls.filter(({ operation }) => operation === 'DeleteProjectVersion');
  /** Waits until a worker has last reported this many workers. */
  const counts = (worker: Command, many: RegExp) =>
    eventually(() => {
      const lines = worker.written().split('\n');
      assert.match(lines.findLast((line) => line.includes("share of AWS's quota")) ?? '', many);
    });

  it('stay within it while they start and are killed, and one that is left has all of it again', async () => {
    const first = suite.startWorker(SHARE);
    await counts(first, /the only worker/);
    const early = tearDown(20);
    await eventually(() => assert.ok(deletes().length > 0));
    const [second, third] = [suite.startWorker(SHARE), suite.startWorker(SHARE)];
    for (const worker of [first, second, third]) await counts(worker, /3 workers/);
    await Promise.all([early, tearDown(60)]);

    second.process.kill('SIGKILL');
    third.process.kill('SIGTERM');
    const late = tearDown(20);
    await counts(first, /the only worker/);
    await late;

    const throttled = suite.emulator.calls.filter(
      ({ error }) => error === 'ProvisionedThroughputExceededException',
    );
    assert.deepEqual(throttled, []);
    const times = deletes().map(({ at }) => at);
    const most = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at < from + WINDOW_MS).length),
    );
    assert.ok(most <= (CALLS_PER_SECOND * WINDOW_MS) / 1000 + CALLS_PER_SECOND, `${most} calls in 10 s`);
  });
});
