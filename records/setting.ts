import type { RecordKeeping } from '../contract/activities.js';
import { checkRegion, InvalidSettingError } from '../contract/settings.js';

/** Where and how records of deletions are kept. */
export interface RecordsSetting {
  readonly bucket: string;
  /** Empty, or ends in a slash. */
  readonly prefix: string;
  /** The Region of the bucket. */
  readonly region: string;
  readonly keeping: RecordKeeping;
}

// "General purpose bucket naming rules" and "Naming Amazon S3 objects" (safe characters), Amazon S3 User Guide.
const S3_URI = /^s3:\/\/([a-z\d][a-z\d.-]{1,61}[a-z\d])(?:\/([\w!.*'()/-]*))?$/;
/** A key has at most 1,024 bytes, of which a model's account, Region and names take up to 600. */
const LONGEST_PREFIX = 400;

/**
 * Reads `TEARDOWN_RECORDS` and the settings that belong to it.
 *
 * @returns undefined if no records are kept
 * @throws InvalidSettingError
 */
export function recordsSetting(env: NodeJS.ProcessEnv): RecordsSetting | undefined {
  const given = env['TEARDOWN_RECORDS'];
  if (!given) return undefined;
  const [, bucket, path = ''] = S3_URI.exec(given) ?? [];
  const folders = path.replace(/\/$/, '').split('/');
  const isPath = path === '' || folders.every((folder) => !['', '.', '..'].includes(folder));
  if (bucket === undefined || !isPath || path.length > LONGEST_PREFIX) {
    throw new InvalidSettingError(
      `TEARDOWN_RECORDS must be s3://BUCKET or s3://BUCKET/PREFIX; got "${given}".`,
    );
  }
  const region = env['TEARDOWN_RECORDS_REGION'] || env['AWS_REGION'];
  if (!region) {
    throw new InvalidSettingError(
      'TEARDOWN_RECORDS requires the Region of the bucket: set TEARDOWN_RECORDS_REGION, or AWS_REGION.',
    );
  }
  checkRegion(region, env['TEARDOWN_RECORDS_REGION'] ? 'TEARDOWN_RECORDS_REGION' : 'AWS_REGION');
  const prefix = path === '' ? '' : `${folders.join('/')}/`;
  return { bucket, prefix, region, keeping: keepingOf(env['TEARDOWN_RECORDS_REQUIRED']) };
}

function keepingOf(given: string | undefined): RecordKeeping {
  if (!given || given === 'on') return 'required';
  if (given === 'off') return 'optional';
  throw new InvalidSettingError(`TEARDOWN_RECORDS_REQUIRED must be on or off; got "${given}".`);
}
