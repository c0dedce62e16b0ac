import type { ProjectVersionArn } from '../contract/arn.js';
import { parseRecord, type TeardownRecord } from '../contract/model/record.js';
import { openRecords } from './record-store.js';
import { failureInWords } from './s3-failures.js';
import { recordsSetting } from './setting.js';

/**
 * Reads the record of a model's deletion where `TEARDOWN_RECORDS` says, with the credentials of this process. Returns a
 * sentence if there is none.
 *
 * @throws InvalidSettingError
 * @throws Error if S3 does not answer, or denies the call
 */
export async function readRecord(
  arn: ProjectVersionArn,
): Promise<(TeardownRecord & { readonly location: string }) | string> {
  const setting = recordsSetting(process.env);
  if (setting === undefined) return 'TEARDOWN_RECORDS is not set, so there is no record to read.';
  const store = openRecords(setting);
  const location = store.locationOf(arn);
  const text = await store.read(arn).catch((error: unknown) => {
    throw new Error(failureInWords('s3:GetObject', location, error), { cause: error });
  });
  if (text === undefined) return `S3 has no record at ${location} either.`;
  const record = parseRecord(text, arn);
  return record ? { ...record, location } : `${location} is not the record of ${arn}.`;
}
