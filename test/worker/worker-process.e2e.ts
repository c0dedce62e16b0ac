import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TeardownProgress } from '../../contract/progress.js';
import { eventually } from '../support/eventually.js';
import { untilPolling } from '../support/worker-process.js';
import { useWorkers } from '../support/worker-suite.js';

describe('the worker process', () => {
  const suite = useWorkers({ stopping: 300, deleting: 100 });
  const { startWorker, startTeardown } = suite;

  it('says on one line what it is connected to and what it polls', async () => {
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

  it('killed with SIGKILL in the middle of a wait is replaced by another that finishes the job', async () => {
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

  it('stops by itself on SIGTERM, letting the call in flight end', async () => {
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

  it('stops by itself on SIGINT', async () => {
    const worker = startWorker();
    await untilPolling(worker);
    worker.process.kill('SIGINT');
    assert.equal(await worker.ended, 0);
    assert.match(worker.written(), /teardown worker: stopped/);
  });

  for (const [what, env, said] of [
    [
      'no server',
      { TEMPORAL_ADDRESS: '127.0.0.1:1' },
      /^teardown worker: can't reach a Temporal server at 127\.0\.0\.1:1 \(Connection refused\)\. Start one with .* or set TEMPORAL_ADDRESS\.$/,
    ],
    [
      'no credentials',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      /^teardown worker: No AWS credentials \(.*\)\. Set AWS_PROFILE, or/,
    ],
    ['no such namespace', { TEMPORAL_NAMESPACE: 'nowhere' }, /^teardown worker: .*nowhere/],
    [
      'no such log level',
      { LOG_LEVEL: 'loud' },
      /^teardown worker: LOG_LEVEL must be one of .* got "loud"\.$/,
    ],
  ] as const) {
    it(`with ${what} ends with one line that says so`, async () => {
      const worker = startWorker(env);
      assert.equal(await worker.ended, 1);
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
