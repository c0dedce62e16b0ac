/** Names of errors: AWS knows the caller and does not allow the call (exceptions of the service and of STS). */
export const PERMISSION = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'NotAuthorized',
  'OptInRequired',
]);

/** Names of errors: the credentials have expired (common errors of AWS, of STS, and of S3). */
export const EXPIRED = new Set(['ExpiredTokenException', 'ExpiredToken', 'TokenRefreshRequired']);

/** Names of errors: AWS does not know the credentials (common errors of the AWS JSON protocol, of STS and IAM, and of S3). */
export const UNKNOWN = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'InvalidToken',
  'InvalidSecurity',
]);

/** Names of errors: AWS does not know the caller, whose credentials may be unknown, or whose signature may be wrong. */
export const IDENTITY = new Set([
  ...UNKNOWN,
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignatureException',
  'IncompleteSignature',
  'MissingAuthenticationTokenException',
  'MissingAuthenticationToken',
]);
