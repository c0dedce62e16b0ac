import assert from 'node:assert/strict';
import { useWorkers } from '../support/worker-suite.js';

describe('a worker with the setting TEARDOWN_RECORDS', () => {
  const suite = useWorkers({ deleting: 200 });

  it('writes the record of a deletion to that bucket, with its own credentials', async () => {
    const { emulator } = suite;
    emulator.addBucket('audit', 'us-east-1');
    suite.startWorker({
      TEARDOWN_RECORDS: 's3://audit/teardowns',
      TEARDOWN_RECORDS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_S3: emulator.url,
    });
    const handle = await suite.startTeardown('STOPPED');
    const { outcome, record } = await handle.result();
    assert.equal(outcome, 'deleted');
    assert.ok(record?.written);
    assert.deepEqual(
      Object.keys(emulator.objectsIn('audit')).map((key) => `s3://audit/${key}`),
      [record.location],
    );
  });
});
