import { inWords, remedyOf } from '../activities/aws/errors.js';

// Error codes of S3 ("Error responses", Amazon S3 API Reference).
const REMEDIES: Readonly<Record<string, string>> = {
  NoSuchBucket: 'create the bucket, or correct TEARDOWN_RECORDS',
  PermanentRedirect: 'set TEARDOWN_RECORDS_REGION to the Region of the bucket',
  AuthorizationHeaderMalformed: 'set TEARDOWN_RECORDS_REGION to the Region of the bucket',
};

/** Returns why a call to S3 failed, and what to do if anything but time is known to help. */
export function failureInWords(action: string, what: string, error: unknown): string {
  const { name = '' } = error as { readonly name?: string };
  const remedy = REMEDIES[name] ?? remedyOf(action, error);
  return `${action} of ${what}: ${inWords(error)}${remedy === undefined ? '' : ` (${remedy})`}`;
}
