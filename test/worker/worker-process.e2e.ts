import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TeardownProgress } from '../../contract/model/progress.js';
import { eventually } from '../support/eventually.js';
import { untilPolling } from '../support/processes/worker-process.js';
import { useWorkers } from '../support/worker-suite.js';

describe('the worker process', () => {
  const suite = useWorkers({ stopping: 300, deleting: 100 });
  const { startWorker, startTeardown } = suite;

  it('prints one line with the server and the task queue', async () => {
    const worker = startWorker();
    await untilPolling(worker);
    const line = worker
      .out()
      .split('\n')
      .find((it) => it.startsWith('teardown worker:'));
    assert.equal(
      line,
      `teardown worker: connected to ${process.env['TEMPORAL_ADDRESS']}, polling task queue ${suite.taskQueue} in namespace default`,
    );
  });

  it('is replaced by another worker that finishes the teardown after SIGKILL during a wait', async () => {
    const first = startWorker();
    await untilPolling(first);
    const handle = await startTeardown('RUNNING', { holds: ['STOPPING'] });
    // From when AWS has accepted Stop, and the run knows it.
    await eventually(async () => {
      const { phase, modelStatus } = await handle.query<TeardownProgress>('progress');
      assert.deepEqual([phase, modelStatus], ['stopping', 'STOPPING']);
    });
    first.process.kill('SIGKILL');
    assert.equal(await first.ended, 'SIGKILL');
    await untilPolling(startWorker());
    await suite.emulator.setStatus(handle.workflowId.replace('teardown-model/', ''), 'STOPPED');
    assert.equal((await handle.result()).outcome, 'deleted');
    const stops = suite.emulator.calls.filter(({ operation }) => operation === 'StopProjectVersion');
    assert.equal(stops.length, 1);
  });

  it('stops on SIGTERM after the call in flight has ended', async () => {
    const worker = startWorker();
    await untilPolling(worker);
    const operation = 'DeleteProjectVersion';
    suite.emulator.faults.add({ kind: 'hang', operation, times: 1 });
    const handle = await startTeardown('STOPPED');
    await eventually(() => assert.ok(suite.emulator.calls.some((call) => call.operation === operation)));
    worker.process.kill('SIGTERM');
    assert.equal(await worker.ended, 0);
    assert.match(worker.written(), /no answer within 10 s/);
    assert.match(worker.written(), /teardown worker: stopped/);
    startWorker();
    assert.equal((await handle.result()).outcome, 'deleted');
  });

  it('stops on SIGINT', async () => {
    const worker = startWorker();
    await untilPolling(worker);
    worker.process.kill('SIGINT');
    assert.equal(await worker.ended, 0);
    assert.match(worker.written(), /teardown worker: stopped/);
  });

  for (const [what, code, env, said] of [
    [
      'no server',
      1,
      { TEMPORAL_ADDRESS: '127.0.0.1:1' },
      /^teardown worker: can't reach a Temporal server at 127\.0\.0\.1:1 \(Connection refused\)\. Start one with .* or set TEMPORAL_ADDRESS\.$/,
    ],
    [
      'no credentials',
      1,
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      /^teardown worker: No AWS credentials \(.*\)\. Set AWS_PROFILE, or/,
    ],
    ['no such namespace', 2, { TEMPORAL_NAMESPACE: 'nowhere' }, /^teardown worker: .*nowhere/],
    [
      'no such log level',
      2,
      { LOG_LEVEL: 'loud' },
      /^teardown worker: LOG_LEVEL must be one of .* got "loud"\.$/,
    ],
  ] as const) {
    it(`exits with one line for ${what}`, async () => {
      const worker = startWorker(env);
      assert.equal(await worker.ended, code);
      const lines = worker.written().trim().split('\n');
      assert.match(lines.at(-1) ?? '', said);
      assert.equal(lines.length, 1, worker.written());
    });
  }

  it("reads Temporal's own configuration file", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'teardown-'));
    const file = join(folder, 'temporal.toml');
    await writeFile(
      file,
      `[profile.other]\naddress = "${process.env['TEMPORAL_ADDRESS']}"\nnamespace = "default"\n`,
    );
    const worker = startWorker({
      TEMPORAL_ADDRESS: undefined,
      TEMPORAL_CONFIG_FILE: file,
      TEMPORAL_PROFILE: 'other',
    });
    await untilPolling(worker);
    await rm(folder, { recursive: true });
  });
});
