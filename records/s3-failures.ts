import { remedyOf as remedyOfAny } from '../activities/aws/errors.js';

// Error codes of S3 ("Error responses", Amazon S3 API Reference).
const REMEDIES: Readonly<Record<string, string>> = {
  NoSuchBucket: 'create the bucket, or correct TEARDOWN_RECORDS',
  PermanentRedirect: 'set TEARDOWN_RECORDS_REGION to the Region of the bucket',
  AuthorizationHeaderMalformed: 'set TEARDOWN_RECORDS_REGION to the Region of the bucket',
  InvalidAccessKeyId: "AWS does not accept the worker's credentials: renew them",
};

/** Returns what to do about an error of S3. Empty if nothing is known to help but time. */
export function remedyOf(action: string, error: unknown): string {
  const { name } = error as { readonly name?: string };
  return (name && (REMEDIES[name] ?? remedyOfAny(action, name))) ?? '';
}
