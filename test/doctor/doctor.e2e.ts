import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProjectArn } from '../../contract/arn.js';
import type { Fault } from '../../emulator/faults.js';
import { runCompiled } from '../support/processes/compiled-command.js';
import { useDoctor } from './use-doctor.js';

describe('the doctor', () => {
  const doctor = useDoctor();

  it('finds everything right, by calls that change nothing', async () => {
    const { code, lines, written } = await doctor.examine([doctor.arn]);
    assert.equal(code, 0, written);
    const states = Object.fromEntries(lines.map(({ check, state }) => [check, state]));
    assert.deepEqual(states, {
      settings: 'ok',
      'allow lists': 'ok',
      'Temporal server': 'ok',
      namespace: 'ok',
      'search attributes': 'ok',
      worker: 'ok',
      'teardowns in trouble': 'ok',
      'AWS credentials': 'ok',
      'rekognition:DescribeProjects': 'ok',
      'rekognition:DescribeProjectVersions': 'ok',
      'rekognition:ListTagsForResource': 'ok',
      'cloudwatch:GetMetricData': 'ok',
      'rekognition:StopProjectVersion': 'ok',
      'rekognition:DeleteProjectVersion': 'ok',
      'rekognition:StartProjectVersion': 'ok',
      'AWS quotas': 'notChecked',
      clock: 'ok',
      webhook: 'notChecked',
      'event bus': 'notChecked',
      records: 'notChecked',
    });
    assert.match(
      lines.find(({ check }) => check.endsWith('Versions'))?.message ?? '',
      /the model is STOPPED/,
    );
    assert.deepEqual(doctor.harness.changes(doctor.arn), []);
  });

  it('checks what a whole project takes, if it is given a project', async () => {
    const project = await doctor.harness.emulator.addProject({ name: 'shelves' });
    doctor.harness.emulator.faults.add({
      kind: { code: 'AccessDeniedException' },
      operation: 'DeleteDataset',
    });
    const { of } = await doctor.assertWrong(['rekognition:DeleteDataset', /implicitDeny.*dataset/], 1, {}, [
      project,
    ]);
    assert.equal(of('rekognition:DeleteProject')?.state, 'ok');
    assert.equal(of('rekognition:StopProjectVersion')?.state, 'ok');
  });

  it('finds the project and the status of an adapter', async () => {
    const { harness } = doctor;
    const feature = 'CONTENT_MODERATION';
    const projectArn = (await harness.emulator.addProject({ name: 'moderation', feature })) as ProjectArn;
    const adapter = await harness.addModel({ projectArn, status: 'TRAINING_COMPLETED', feature });
    const { of } = await doctor.examine([adapter]);
    assert.equal(of('rekognition:DescribeProjects')?.message, `allowed; AWS lists ${projectArn}`);
    const versions = of('rekognition:DescribeProjectVersions');
    assert.equal(versions?.message, 'allowed; the model is TRAINING_COMPLETED');
  });

  it('does not take another project of the same name for the one that it is given', async () => {
    const { emulator } = doctor.harness;
    const first = await emulator.addProject({ name: 'twice', createdAt: Date.now() - 60_000 });
    const second = await emulator.addProject({ name: 'twice', feature: 'CONTENT_MODERATION' });
    for (const arn of [first, second]) {
      const { of } = await doctor.examine([arn]);
      assert.equal(of('rekognition:DescribeProjects')?.message, `allowed; AWS lists ${arn}`);
    }
    const gone = second.replace(/\d+$/, '1');
    const { of } = await doctor.examine([gone]);
    assert.equal(of('rekognition:DescribeProjects')?.message, `allowed; AWS lists no project ${gone}`);
    assert.equal(of('rekognition:DescribeProjectVersions')?.state, 'notChecked');
  });

  it('finds a model in the second of two projects of the same name', async () => {
    const { emulator } = doctor.harness;
    await emulator.addProject({ name: 'both', createdAt: Date.now() - 60_000 });
    const second = await emulator.addProject({ name: 'both', feature: 'CONTENT_MODERATION' });
    const arn = await emulator.addModel({ projectArn: second, name: 'v1', status: 'TRAINING_COMPLETED' });
    const { of } = await doctor.examine([arn]);
    const versions = of('rekognition:DescribeProjectVersions');
    assert.equal(versions?.message, 'allowed; the model is TRAINING_COMPLETED');
  });

  it('says what it could not check, and why', async () => {
    const { of, code } = await doctor.examine([], { AWS_REGION: 'eu-west-1' });
    assert.equal(code, 0);
    assert.equal(of('rekognition:DescribeProjects')?.state, 'ok');
    for (const action of ['DescribeProjectVersions', 'ListTagsForResource', 'StopProjectVersion']) {
      assert.deepEqual(of(`rekognition:${action}`), {
        check: `rekognition:${action}`,
        state: 'notChecked',
        message: 'needs a model or project: teardown doctor ARN',
      });
    }
  });

  it('concludes nothing from the silence of IAM', async () => {
    const kind = { code: 'AccessDenied', message: 'not authorized to perform iam:SimulatePrincipalPolicy' };
    const faults = [{ kind }, { kind: 'emptyAnswer' }, { kind: 'hang' }] satisfies Fault[];
    for (const fault of faults) {
      const lift = doctor.harness.emulator.faults.add({ ...fault, operation: 'SimulatePrincipalPolicy' });
      const { of } = await doctor.examine([doctor.arn]);
      assert.equal(of('rekognition:DeleteProjectVersion')?.state, 'notChecked');
      assert.match(of('rekognition:DeleteProjectVersion')?.message ?? '', /iam:SimulatePrincipalPolicy/);
      lift();
    }
  });

  it('concludes nothing from a decision for which IAM lacked a condition', async () => {
    const kind = { code: 'AccessDeniedException' };
    doctor.harness.emulator.faults.add({ kind, operation: 'StopProjectVersion', about: 'another' });
    const { of, code } = await doctor.examine([doctor.arn]);
    assert.equal(code, 0);
    assert.equal(of('rekognition:StopProjectVersion')?.state, 'notChecked');
    assert.match(of('rekognition:StopProjectVersion')?.message ?? '', /depends on aws:ResourceTag\/teardown/);
  });

  it('takes no time from what is not an answer of AWS', async () => {
    const faults: Fault[] = [
      { kind: 'noRequestId' },
      { kind: 'emptyAnswer', operation: 'GetCallerIdentity' },
    ];
    for (const fault of faults) doctor.harness.emulator.faults.add(fault);
    const { of } = await doctor.examine([doctor.arn], {
      AWS_ENDPOINT_URL: '',
      AWS_ENDPOINT_URL_REKOGNITION: doctor.harness.emulator.url,
    });
    assert.deepEqual(of('clock'), { check: 'clock', state: 'notChecked', message: 'needs an answer of AWS' });
  });

  it('says nothing of permissions while AWS throttles, and of a model that it does not find', async () => {
    doctor.harness.emulator.faults.add({ kind: 'throttle', operation: 'DescribeProjects' });
    const gone = doctor.arn.replace(/\d+$/, '1');
    const { of } = await doctor.examine([gone]);
    assert.equal(of('rekognition:DescribeProjects')?.state, 'notChecked');
    assert.equal(of('rekognition:ListTagsForResource')?.message, `AWS does not find ${gone}`);
    assert.equal(of('rekognition:ListTagsForResource')?.state, 'notChecked');
  });

  it('checks the actions that read if the endpoint is not one of AWS', async () => {
    const { of } = await doctor.examine([doctor.arn], {
      AWS_ENDPOINT_URL: '',
      AWS_ENDPOINT_URL_REKOGNITION: doctor.harness.emulator.url,
    });
    assert.match(of('AWS credentials')?.message ?? '', /endpoint is not AWS's own/);
    assert.equal(of('AWS credentials')?.state, 'notChecked');
    assert.equal(of('rekognition:DescribeProjectVersions')?.state, 'ok');
    assert.equal(of('rekognition:StopProjectVersion')?.state, 'notChecked');
  });

  it('reaches a webhook without posting anything', async () => {
    const methods: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      methods.push(request.method);
      response.writeHead(405).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { of } = await doctor.examine([], {
      TEARDOWN_WEBHOOK_URL: `http://127.0.0.1:${port}/token`,
      TEARDOWN_WEBHOOK_SECRET: 'A'.repeat(32),
    });
    server.close();
    assert.equal(of('webhook')?.message, `127.0.0.1:${port} answers (HTTP 405)`);
    assert.deepEqual(methods, ['HEAD']);
  });

  it('describes an event bus without sending anything', async () => {
    const { emulator } = doctor.harness;
    await emulator.addEventBus('ops');
    const env = { AWS_REGION: 'eu-west-1', TEARDOWN_EVENT_BUS: 'ops' };
    const { of } = await doctor.examine([], env);
    assert.match(
      of('event bus')?.message ?? '',
      /^arn:aws:events:eu-west-1:111122223333:event-bus\/ops exists/,
    );
    assert.deepEqual(await emulator.eventsOn('ops'), []);
    const kind = { code: 'AccessDeniedException' };
    emulator.faults.add({ kind, operation: 'DescribeEventBus' });
    const denied = (await doctor.examine([], env)).of('event bus');
    assert.equal(denied?.state, 'notChecked');
    assert.match(denied.message, /events:DescribeEventBus: AccessDeniedException.*Only this check needs it/);
  });

  it('prints a line for each check', async () => {
    const command = runCompiled('client/commands/main', ['doctor', doctor.arn], doctor.environment({}));
    assert.equal(await command.ended, 0, command.written());
    assert.match(command.out(), /^ok {11}settings {27,}valid$/m);
    assert.match(command.out(), /^not checked {2}webhook .*TEARDOWN_WEBHOOK_URL is not set$/m);
  });

  it('rejects what is no ARN', async () => {
    const command = runCompiled('client/commands/main', ['doctor', 'shelves'], doctor.environment({}));
    assert.equal(await command.ended, 2);
    assert.match(command.err(), /"shelves" is neither the ARN of a model nor that of a project/);
  });
});
