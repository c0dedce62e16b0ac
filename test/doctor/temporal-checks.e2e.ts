import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { SearchAttributePair } from '../../contract/search-attributes.js';
import { eventually } from '../support/eventually.js';
import { startWorkerProcess } from '../support/processes/worker-process.js';
import { temporalCli } from '../support/temporal/temporal-cli.js';
import { useDoctor } from './use-doctor.js';

describe('the doctor, asking Temporal', () => {
  const doctor = useDoctor();

  const addNamespace = async () => {
    const namespace = `doctor-${randomUUID()}`;
    const { workflowService } = doctor.harness.client;
    await workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    // Servers know a new namespace after a while.
    await eventually(() => workflowService.describeNamespace({ namespace }));
    return { TEMPORAL_NAMESPACE: namespace, AWS_REGION: 'eu-west-1' };
  };

  it('registers the search attributes that a namespace lacks, if asked to', async () => {
    const env = await addNamespace();
    const before = await doctor.examine([], env);
    assert.match(before.of('search attributes')?.message ?? '', /lacks TeardownPhase.*doctor --register/);
    const { of } = await doctor.examine(['--register'], env);
    assert.match(of('search attributes')?.message ?? '', /^registered TeardownPhase, /);
    await eventually(async () => {
      assert.equal((await doctor.examine([], env)).of('search attributes')?.message, 'all 7 are registered');
    });
    const off = await doctor.examine(['--register'], { ...env, TEARDOWN_SEARCH_ATTRIBUTES: 'off' });
    assert.equal(off.code, 2);
    assert.match(off.of('search attributes')?.message ?? '', /nothing was registered/);
  });

  it('names search attributes of another type, which it can not register', async () => {
    const env = await addNamespace();
    await temporalCli(
      `operator search-attribute create --namespace ${env.TEMPORAL_NAMESPACE} --name TeardownPhase --type Int --name TeardownProject --type Text --address ${process.env['TEMPORAL_ADDRESS']}`,
    );
    await eventually(async () => {
      for (const args of [[], ['--register']]) {
        const { of, code, written } = await doctor.examine(args, env);
        assert.equal(code, 1, written);
        assert.match(
          of('search attributes')?.message ?? '',
          /TeardownPhase is of type Int and TeardownProject is of type Text.*must be of type Keyword.*search-attribute remove --namespace doctor-\S+ --name TeardownPhase --name TeardownProject/,
        );
      }
    });
  });

  it('names workers whose version is not current, so that they get no work', async () => {
    const deployment = `doctor-${randomUUID()}`;
    const taskQueue = `doctor-${randomUUID()}`;
    const start = (buildId: string) =>
      startWorkerProcess({
        ...doctor.environment({}),
        TEARDOWN_TASK_QUEUE: taskQueue,
        TEARDOWN_DEPLOYMENT_NAME: deployment,
        TEARDOWN_BUILD_ID: buildId,
      });
    const old = start('1');
    const current = start('2');
    try {
      const env = { TEARDOWN_TASK_QUEUE: taskQueue, AWS_REGION: 'eu-west-1' };
      const found = async (state: string, message: RegExp) =>
        eventually(async () => {
          const { of, written } = await doctor.examine([], env);
          assert.match(of('worker')?.message ?? '', message, written);
          assert.equal(of('worker')?.state, state, written);
        });
      await found(
        'wrong',
        /build 1.*build 2.*get no work.*set-current-version --deployment-name doctor-\S+ --build-id [12]/,
      );
      await eventually(() =>
        temporalCli(
          `worker deployment set-current-version --yes --deployment-name ${deployment} --build-id 2 --address ${process.env['TEMPORAL_ADDRESS']}`,
        ),
      );
      await found('ok', /build 2\).*gets? no work.*build 1/);
    } finally {
      for (const worker of [old, current]) worker.process.kill('SIGKILL');
    }
  });

  it('counts the running teardowns that are in trouble, by reason', async () => {
    const taskQueue = `nobody-${randomUUID()}`;
    const attribute = (name: SearchAttributePair['key']['name'], value: string): SearchAttributePair => ({
      key: { name, type: 'KEYWORD' },
      value,
    });
    const troubles = ['Throttled', 'Throttled', 'AccessDenied', 'FromANewerWorker'];
    const runs = troubles.map((reason) =>
      doctor.harness.client.workflow.start('teardownModel', {
        taskQueue,
        workflowId: `teardown-model/${doctor.arn.replace(/\d+$/, '')}${Math.floor(Math.random() * 1e12)}`,
        typedSearchAttributes: [
          attribute('TeardownPhase', 'backingOff'),
          attribute('TeardownTrouble', reason),
        ],
      }),
    );
    const handles = await Promise.all(runs);
    await eventually(async () => {
      const { of, code, written } = await doctor.examine([], {
        TEARDOWN_TASK_QUEUE: taskQueue,
        AWS_REGION: 'eu-west-1',
      });
      assert.equal(code, 1, written);
      assert.equal(of('teardowns in trouble')?.state, 'wrong', written);
      assert.match(
        of('teardowns in trouble')?.message ?? '',
        /^4 running teardowns on \S+: 1 AccessDenied, 2 Throttled, 1 other\..*teardown list --phase backingOff/,
      );
    });
    for (const handle of handles) await handle.terminate();
  });
});
