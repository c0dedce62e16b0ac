import { openRecords } from '../records/record-store.js';
import { failureInWords } from '../records/s3-failures.js';
import type { WorkerConfig } from '../worker/config.js';
import { needed, NotChecked, type Check } from './check.js';

/** Whether the bucket of the records can be reached. Nothing is written, so that no object is taken for a record. */
export function recordsCheck(config: () => Promise<WorkerConfig>): Check {
  return {
    name: 'records',
    run: async () => {
      const { records } = await needed(config, 'valid settings');
      if (records === undefined) throw new NotChecked('TEARDOWN_RECORDS is not set');
      const { bucket, prefix, region, keeping } = records;
      await openRecords(records)
        .headBucket()
        .catch((error: unknown) => {
          throw verdict(bucket, region, error);
        });
      return `the bucket ${bucket} is there (s3:PutObject below ${prefix || '/'} was not tried); records are ${keeping}`;
    },
  };
}

/** S3 answers HEAD without a body, so that only the status code tells what is wrong ("HeadBucket", S3 API Reference). */
function verdict(bucket: string, region: string, error: unknown): Error {
  const { $metadata: { httpStatusCode } = {} } = error as {
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const options = { cause: error };
  switch (httpStatusCode) {
    case 404:
      return new Error(`There is no bucket ${bucket}. Create it, or correct TEARDOWN_RECORDS.`, options);
    case 301:
    case 400:
      return new Error(
        `The bucket ${bucket} is not in ${region}. Set TEARDOWN_RECORDS_REGION to its Region.`,
        options,
      );
    case 403:
      return new NotChecked(
        `S3 denies HeadBucket of ${bucket}, which needs s3:ListBucket. A worker needs only s3:PutObject and s3:GetObject`,
        options,
      );
    default:
      return new Error(failureInWords('s3:HeadBucket', bucket, error), options);
  }
}
