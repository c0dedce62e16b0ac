import assert from 'node:assert/strict';
import { DescribeProjectVersionsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';

describe('the emulator, controlled over HTTP', () => {
  let emulator: Emulator;
  let aws: RekognitionClient;
  before(async () => {
    emulator = await startEmulator();
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'EXAMPLEKEY' };
    aws = new RekognitionClient({ endpoint: emulator.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
  });
  after(async () => {
    aws.destroy();
    await emulator.close();
  });

  const post = async (name: string, ...input: unknown[]) => {
    const body = JSON.stringify(input);
    const response = await fetch(`${emulator.url}/_emulator/${name}`, { method: 'POST', body });
    return { status: response.status, ...((await response.json()) as { result?: unknown; error?: string }) };
  };
  const statusesOf = async (ProjectArn: string) => {
    const { ProjectVersionDescriptions = [] } = await aws.send(
      new DescribeProjectVersionsCommand({ ProjectArn }),
    );
    return ProjectVersionDescriptions.map(({ Status }) => Status);
  };

  it('gets projects and models, whose statuses a test can set', async () => {
    const { result: project } = await post('addProject', { name: 'shelves' });
    const { result: model } = await post('addModel', { projectArn: project, name: 'v1', status: 'RUNNING' });
    assert.deepEqual(await statusesOf(String(project)), ['RUNNING']);
    assert.equal((await post('setStatus', model, 'STOPPED')).status, 200);
    assert.deepEqual(await statusesOf(String(project)), ['STOPPED']);
    assert.equal((await post('statusOf', model)).result, 'STOPPED');
    assert.equal((await post('removeProject', project)).result, null);
    assert.equal((await post('projectExists', project)).result, false);
  });

  it('has faults until they are cleared', async () => {
    const { result: project } = await post('addProject', { name: 'faulty' });
    await post('addFault', { kind: 'throttle', operation: 'DescribeProjectVersions' });
    await assert.rejects(statusesOf(String(project)), { name: 'ThrottlingException' });
    await post('clearFaults');
    assert.deepEqual(await statusesOf(String(project)), []);
  });

  it('rejects a fault that would never meet a call', async () => {
    for (const [fault, why] of [
      [{ kind: 'throtle' }, /^There is no fault of the kind "throtle"\. There are: throttle, /],
      [{}, /^There is no fault of the kind undefined/],
      [{ kind: 'throttle', operations: 'DescribeProjects' }, /^A fault has no "operations"\. It has: kind, /],
      [{ kind: null }, /^There is no fault of the kind null/],
    ] as const) {
      const { status, error } = await post('addFault', fault);
      assert.equal(status, 400);
      assert.match(error ?? '', why);
    }
    assert.equal((await post('addFault', { kind: { code: 'LimitExceededException' } })).status, 200);
    await post('clearFaults');
  });

  it('explains what it can not do', async () => {
    const unknown = await post('dropTables');
    assert.deepEqual([unknown.status, /There are: calls, addProject/.test(unknown.error ?? '')], [404, true]);
    const absent = await post('setStatus', 'arn:nothing', 'STOPPED');
    assert.equal(absent.status, 400);
    assert.match(absent.error ?? '', /arn:nothing/);
    const notAList = await fetch(`${emulator.url}/_emulator/addModel`, {
      method: 'POST',
      body: '{"name":"v1"}',
    });
    assert.equal(notAList.status, 400);
  });
});
