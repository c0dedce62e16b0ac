import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { TeardownProgress } from '../../contract/model/progress.js';
import { temporalBinary } from '../../local-stack/temporal-binary.js';
import { claimPort } from '../../local-stack/claimed-port.js';
import { startTemporalServer } from '../../local-stack/temporal-server.js';
import { tables } from '../support/documents.js';
import { eventually } from '../support/eventually.js';
import { temporalCli } from '../support/temporal/temporal-cli.js';
import { SECRET_KEY, useWorkers } from '../support/worker-suite.js';

describe('a worker in production', () => {
  const suite = useWorkers({ stopping: 300, deleting: 100 });
  const { startTeardown } = suite;
  const startWorker = async (env: NodeJS.ProcessEnv) => {
    const worker = suite.startWorker(env);
    await eventually(() => assert.match(worker.out(), /polling task queue/));
    return worker;
  };
  const reaches = (handle: WorkflowHandle, phase: string) =>
    eventually(async () => assert.equal((await handle.query<TeardownProgress>('progress')).phase, phase));

  it('exports metrics to Prometheus', async () => {
    const address = `127.0.0.1:${await claimPort()}`;
    await startWorker({ TEARDOWN_METRICS_ADDRESS: address });
    const stopped = await startTeardown('RUNNING');
    assert.equal((await stopped.result()).outcome, 'deleted');
    const training = await startTeardown('TRAINING_IN_PROGRESS', { becomes: [] });
    await reaches(training, 'training');
    suite.emulator.faults.add({ kind: { code: 'ResourceInUseException' }, operation: 'StopProjectVersion' });
    const rejected = await startTeardown('RUNNING');
    // Its workflow tasks fail, as those of a run that stands still.
    const unknown = await suite.client.workflow.start('noSuchWorkflow', {
      taskQueue: suite.taskQueue,
      workflowId: randomUUID(),
    });
    const alerts = tables('docs/reference/metrics.md', 'Alerts').join();
    const namedInAlerts = alerts.match(/\btemporal_\w+/g) ?? [];
    await eventually(async () => {
      const metrics = await (await fetch(`http://${address}/metrics`)).text();
      const sample = (name: string, ...labels: string[]) => {
        const line = metrics
          .split('\n')
          .find((it) => it.startsWith(`${name}{`) && labels.every((label) => it.includes(label)));
        return Number(line?.split(' ').at(-1));
      };
      const stops = ['action="rekognition:StopProjectVersion"', 'answer="ok"'];
      assert.equal(sample('teardown_aws_calls_total', ...stops), 1, metrics);
      const trouble = ['action="rekognition:StopProjectVersion"', 'reason="Rejected"'];
      assert.ok(sample('teardown_trouble_total', ...trouble) >= 1, metrics);
      assert.equal(sample('teardown_ended_total', 'outcome="deleted"'), 1);
      assert.equal(sample('teardown_time_to_stop_milliseconds_count'), 1);
      assert.equal(sample('teardown_models_waiting', 'waiting_for="trained"'), 1);
      assert.equal(sample('teardown_models_waiting', 'waiting_for="deleted"'), 0);
      for (const name of namedInAlerts) assert.match(metrics, new RegExp(`^${name}\\{`, 'm'));
    });
    assert.equal(namedInAlerts.length, 2, alerts);
    await unknown.terminate();
    for (const run of [training, rejected]) await run.cancel();
  });

  it('answers probes: it is live, and ready while the Temporal server answers', async () => {
    const server = await startTemporalServer({ binary: await temporalBinary(console.log) });
    const address = `127.0.0.1:${await claimPort()}`;
    const probe = async (path: string) => {
      const { status, ...response } = await fetch(`http://${address}${path}`).then(async (it) => ({
        status: it.status,
        text: await it.text(),
      }));
      return [status, response.text.trim()] as const;
    };
    try {
      await startWorker({ TEMPORAL_ADDRESS: server.address, TEARDOWN_HEALTH_ADDRESS: address });
      await eventually(async () => assert.deepEqual(await probe('/readyz'), [200, 'ok']));
      assert.deepEqual(await probe('/healthz'), [200, 'ok']);
      assert.equal((await probe('/'))[0], 404);
    } finally {
      await server.stop();
    }
    await eventually(async () => assert.equal((await probe('/readyz'))[0], 503));
    assert.deepEqual(await probe('/healthz'), [200, 'ok']);
  });

  it('logs JSON lines with the ARN and the run, and never a secret', async () => {
    const worker = await startWorker({ LOG_FORMAT: 'json' });
    suite.emulator.faults.add({ kind: 'reset', operation: 'StopProjectVersion', times: 1 });
    const handle = await startTeardown('RUNNING');
    assert.equal((await handle.result()).outcome, 'deleted');
    const lines = () =>
      worker
        .out()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const [step] = await eventually(() => {
      const steps = lines().filter(({ message, to }) => message === 'teardown step' && to === 'STOPPING');
      assert.equal(steps.length, 1);
      return steps;
    });
    assert.equal(step?.['projectVersionArn'], handle.workflowId.replace('teardown-model/', ''));
    assert.equal(step?.['runId'], handle.firstExecutionRunId);
    assert.equal(step?.['level'], 'info');
    assert.match(String(step?.['time']), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const failed = lines().find(({ message }) => message === 'Activity failed');
    assert.equal(
      failed?.['projectVersionArn'],
      step?.['projectVersionArn'],
      'an activity that failed names its model too',
    );
    assert.ok(!worker.written().includes(SECRET_KEY));
  });

  it('logs the warnings of the native core as JSON lines too', async () => {
    const server = await startTemporalServer({ binary: await temporalBinary(console.log) });
    const worker = await startWorker({ TEMPORAL_ADDRESS: server.address, LOG_FORMAT: 'json' });
    // The core warns of each poll that finds no server.
    await server.stop();
    await eventually(() => assert.match(worker.written(), /gRPC call poll_\w+ retried/));
    for (const line of worker.out().trim().split('\n')) JSON.parse(line);
  });

  it('takes over the runs of an older version', async () => {
    const deployment = `teardown-${randomUUID()}`;
    const version = (buildId: string) => ({
      TEARDOWN_DEPLOYMENT_NAME: deployment,
      TEARDOWN_BUILD_ID: buildId,
    });
    const address = `--address ${process.env['TEMPORAL_ADDRESS']}`;
    const makeCurrent = (buildId: string) =>
      eventually(() =>
        temporalCli(
          `worker deployment set-current-version --yes --deployment-name ${deployment} --build-id ${buildId} ${address}`,
        ),
      );
    const first = await startWorker(version('1'));
    await makeCurrent('1');
    const handle = await startTeardown('STOPPING', { becomes: [] });
    await reaches(handle, 'stopping');
    await startWorker(version('2'));
    await makeCurrent('2');
    first.process.kill('SIGTERM');
    await first.ended;
    await suite.emulator.setStatus(handle.workflowId.replace('teardown-model/', ''), 'STOPPED');
    assert.equal((await handle.result()).outcome, 'deleted');
    const { raw } = await handle.describe();
    assert.equal(raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId, '2');
  });

  for (const [what, env, said] of [
    [
      'an address without a port',
      { TEARDOWN_METRICS_ADDRESS: '0.0.0.0' },
      /TEARDOWN_METRICS_ADDRESS must be HOST:PORT/,
    ],
    ['half a version', { TEARDOWN_BUILD_ID: '1' }, /Set both TEARDOWN_DEPLOYMENT_NAME and TEARDOWN_BUILD_ID/],
    ['no such format of logs', { LOG_FORMAT: 'xml' }, /LOG_FORMAT must be text or json; got "xml"/],
  ] as const) {
    it(`rejects ${what} in one line`, async () => {
      const worker = suite.startWorker(env);
      assert.equal(await worker.ended, 2);
      assert.match(worker.written(), said);
      assert.equal(worker.written().trim().split('\n').length, 1);
    });
  }
});
