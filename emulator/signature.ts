import { ApiError } from './errors.js';

const SIGV4 =
  /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/\d{8}\/([a-z\d-]+)\/([a-z\d]+)\/aws4_request, ?SignedHeaders=[^,\s]+, ?Signature=[0-9a-f]{64}$/;

/**
 * The Region that a request was signed for. The secret is not known here, so the signature itself is not checked.
 *
 * @throws ApiError for a request that is not signed with Signature Version 4 for this service
 */
export function signedRegion(authorization: string | undefined, service: string): string {
  if (!authorization) {
    throw new ApiError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const [, region, signedService] = SIGV4.exec(authorization) ?? [];
  if (region === undefined) {
    throw new ApiError(
      'IncompleteSignatureException',
      'The request signature does not conform to AWS standards.',
    );
  }
  if (signedService !== service) {
    throw new ApiError(
      'InvalidSignatureException',
      `Credential should be scoped to correct service: '${service}'.`,
    );
  }
  return region;
}

/** What the fault `skewedClock` adds to the service's clock, in milliseconds. */
export const SKEW_MS = 600_000;

/** How far a request's time of signing may be from the service's clock, in milliseconds ("Signature Version 4", IAM User Guide). */
const MOST_SKEW_MS = 300_000;

/**
 * The error for a request that was signed too long ago, or in the future.
 *
 * @param signedAt the header `X-Amz-Date`, `20261125T164602Z`
 * @param now the service's clock, in epoch milliseconds
 */
export function checkSigningTime(signedAt: string | undefined, now: number): ApiError | undefined {
  const iso = (signedAt ?? '').replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5');
  if (Math.abs(Date.parse(iso) - now) <= MOST_SKEW_MS) return undefined;
  return new ApiError(
    'InvalidSignatureException',
    `Signature expired: ${signedAt} is now earlier than ${new Date(now - MOST_SKEW_MS).toISOString()} (${new Date(now).toISOString()} - 5 min.)`,
  );
}
