import { ApiError } from './errors.js';

const SIGV4 =
  /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/\d{8}\/([a-z\d-]+)\/([a-z]+)\/aws4_request, ?SignedHeaders=[^,\s]+, ?Signature=[0-9a-f]{64}$/;

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
