import assert from 'node:assert/strict';
import { GetObjectCommand, HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { CREDENTIALS } from '../support/credentials.js';

describe("the emulator's S3", () => {
  let emulator: Emulator;
  let client: S3Client;
  const Bucket = 'records';
  const put = (Key: string, Body: string) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: '*' }));

  beforeEach(async () => {
    emulator = await startEmulator();
    emulator.addBucket(Bucket);
    client = new S3Client({
      region: 'eu-west-1',
      endpoint: emulator.url,
      credentials: CREDENTIALS,
      maxAttempts: 1,
    });
  });
  afterEach(async () => {
    client.destroy();
    await emulator.close();
  });

  it('writes an object once, and returns it', async () => {
    const { ETag } = await put('a/b c.json', '{"é":1}');
    assert.match(ETag ?? '', /^"[\da-f]{32}"$/);
    await assert.rejects(put('a/b c.json', 'other'), { name: 'PreconditionFailed' });
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'a/b c.json' }));
    assert.equal(await Body?.transformToString(), '{"é":1}');
    assert.deepEqual(emulator.objectsIn(Bucket), { 'a/b c.json': '{"é":1}' });
    assert.deepEqual(
      emulator.calls.map(({ operation, statusCode }) => [operation, statusCode]),
      [
        ['PutObject', 200],
        ['PutObject', 412],
        ['GetObject', 200],
      ],
    );
  });

  it("has S3's errors", async () => {
    await assert.rejects(client.send(new GetObjectCommand({ Bucket, Key: 'none' })), { name: 'NoSuchKey' });
    await assert.rejects(client.send(new HeadBucketCommand({ Bucket: 'no-bucket' })), { name: 'NotFound' });
    emulator.addBucket('elsewhere', 'us-east-1');
    await assert.rejects(client.send(new GetObjectCommand({ Bucket: 'elsewhere', Key: 'a' })), {
      name: 'PermanentRedirect',
    });
    emulator.faults.add({ kind: { code: 'SlowDown', statusCode: 503 }, operation: 'PutObject', times: 1 });
    await assert.rejects(put('a', 'b'), { name: 'SlowDown' });
  });

  it('carries out a write whose answer is lost', async () => {
    emulator.faults.add({ kind: 'loseResponse', operation: 'PutObject', times: 1 });
    await assert.rejects(put('a', 'b'), { code: 'ECONNRESET' });
    assert.deepEqual(emulator.objectsIn(Bucket), { a: 'b' });
  });
});
