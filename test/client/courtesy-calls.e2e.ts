import assert from 'node:assert/strict';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { teardownModelWorkflowId } from '../../contract/names.js';
import { commandOn } from '../support/processes/command.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';
import { startRefusingProxy } from '../support/web/failing-server.js';

const [PERMISSION_DENIED, UNAVAILABLE] = [7, 14];

describe('a start after which Temporal does not say whether there is a worker', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const { start } = commandOn(() => harness);
  /** Runs a command whose question for the workers ends with this gRPC code. */
  const run = async (code: number, ...args: readonly string[]) => {
    const proxy = await startRefusingProxy(process.env['TEMPORAL_ADDRESS'] ?? '', 'DescribeTaskQueue', code);
    try {
      const command = start(args, { TEMPORAL_ADDRESS: proxy.address });
      return { code: await command.ended, out: command.out(), err: command.err() };
    } finally {
      proxy.close();
    }
  };
  const addTraining = () => harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
  const cancel = (arn: ProjectVersionArn) =>
    harness.client.workflow.getHandle(teardownModelWorkflowId(arn)).cancel();

  for (const [why, code] of [
    ['the caller may not ask', PERMISSION_DENIED],
    ['the server goes away', UNAVAILABLE],
  ] as const) {
    it(`is reported, without a warning, if ${why}`, async () => {
      const arn = await addTraining();
      const started = await run(code, 'delete', arn, '--yes', '--no-wait');
      assert.deepEqual([started.code, started.err], [0, '']);
      assert.match(started.out, /^Started: teardown-model\//);
      await cancel(arn);
    });
  }

  it('is reported as a join with --json', async () => {
    const arn = await addTraining();
    await harness.start({ projectVersionArn: arn });
    const { code, out, err } = await run(PERMISSION_DENIED, 'delete', arn, '--yes', '--no-wait', '--json');
    assert.deepEqual([code, err], [0, '']);
    assert.equal((JSON.parse(out) as { joined: boolean }).joined, true);
    await cancel(arn);
  });

  it('is followed to its end', async () => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    const { code, out, err } = await run(PERMISSION_DENIED, 'delete', arn, '--yes', '--json');
    assert.equal(code, 0, err);
    assert.equal((JSON.parse(out) as { outcome: string }).outcome, 'deleted');
  });
});
