import assert from 'node:assert/strict';
import {
  DescribeProjectsCommand,
  ListTagsForResourceCommand,
  type RekognitionClient,
  StopProjectVersionCommand,
} from '@aws-sdk/client-rekognition';
import type { ResponseMetadata } from '@aws-sdk/types';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../emulator/emulator.js';
import { rekognitionClient } from '../support/rekognition-client.js';
import { eventually } from '../support/eventually.js';

describe("the emulator's faults", () => {
  let emulator: Emulator;
  let client: RekognitionClient;

  const start = async (options?: EmulatorOptions, requestTimeout = 60_000) => {
    emulator = await startEmulator(options);
    client = rekognitionClient(emulator.url, {
      requestHandler: { requestTimeout, throwOnRequestTimeout: true },
    });
  };
  afterEach(async () => {
    client.destroy();
    await emulator.close();
  });
  const call = () => client.send(new DescribeProjectsCommand({}));

  for (const [kind, expected] of [
    ['throttle', { name: 'ThrottlingException', statusCode: 400 }],
    ['serverError', { name: 'InternalServerError', statusCode: 500 }],
    [{ code: 'AccessDeniedException' }, { name: 'AccessDeniedException', statusCode: 400 }],
    ['reset', { code: 'ECONNRESET' }],
    ['garbage', { name: 'SyntaxError' }],
  ] as const) {
    it(`include ${typeof kind === 'string' ? kind : 'any error by its code'}`, async () => {
      await start();
      emulator.faults.add({ kind, operation: 'DescribeProjects', times: 1 });
      await assert.rejects(call(), (error: Error) => {
        const { name, code, $metadata } = error as Error & { code?: string; $metadata?: ResponseMetadata };
        const seen = { name, code, statusCode: $metadata?.httpStatusCode };
        for (const [key, value] of Object.entries(expected)) assert.equal(Reflect.get(seen, key), value);
        return true;
      });
      await call();
    });
  }

  it('include requests that hang', async () => {
    await start({}, 300);
    emulator.faults.add({ kind: 'hang', operation: 'DescribeProjects', times: 1 });
    await assert.rejects(call(), { name: 'TimeoutError' });
    // As soon as the machine answers in time.
    await eventually(call);
  });

  it('include a response that is lost after the effect', async () => {
    await start();
    const projectArn = await emulator.addProject({ name: 'shelves' });
    const arn = await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING' });
    emulator.faults.add({ kind: 'loseResponse', operation: 'StopProjectVersion', times: 1 });
    await assert.rejects(client.send(new StopProjectVersionCommand({ ProjectVersionArn: arn })));
    assert.equal(await emulator.statusOf(arn), 'STOPPING');
  });

  it('apply to calls about one resource until they are removed', async () => {
    await start();
    const projectArns = await Promise.all(['one', 'two'].map((name) => emulator.addProject({ name })));
    const [one = '', two = ''] = projectArns;
    const tags = (ResourceArn: string) => client.send(new ListTagsForResourceCommand({ ResourceArn }));
    const takeAway = emulator.faults.add({ kind: 'throttle', about: one });
    await assert.rejects(tags(one), { name: 'ThrottlingException' });
    await tags(two);
    takeAway();
    await tags(one);
  });

  it('apply to calls while a condition holds', async () => {
    await start();
    let burning = true;
    emulator.faults.add({ kind: 'throttle', when: () => burning });
    await assert.rejects(call(), { name: 'ThrottlingException' });
    burning = false;
    await call();
  });

  it('apply to a share of the calls, reproducibly with the same random numbers', async () => {
    const failures = async () => {
      let state = 7;
      await start({ random: () => (state = (state * 16807) % 2147483647) / 2147483647 });
      emulator.faults.add({ kind: 'serverError', rate: 0.3 });
      const outcomes = [];
      while (outcomes.length < 100) {
        outcomes.push(
          await call().then(
            () => 'ok',
            () => 'failed',
          ),
        );
      }
      return outcomes;
    };
    const first = await failures();
    client.destroy();
    await emulator.close();
    assert.deepEqual(await failures(), first);
    const share = first.filter((it) => it === 'failed').length;
    assert.ok(share > 15 && share < 45, `${share} of 100`);
  });

  it('include the quota of calls per second and operation', async () => {
    await start({ callsPerSecond: 5, clock: () => 0 });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () =>
        call().then(
          () => 'ok',
          (e: Error) => e.name,
        ),
      ),
    );
    assert.equal(outcomes.filter((it) => it === 'ok').length, 5);
    assert.equal(outcomes.filter((it) => it === 'ProvisionedThroughputExceededException').length, 5);
    const projectArn = await emulator.addProject({ name: 'shelves' });
    const arn = await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING' });
    await client.send(new StopProjectVersionCommand({ ProjectVersionArn: arn }));
  });
});
