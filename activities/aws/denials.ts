/** Names of errors: AWS knows the caller and does not allow the call (exceptions of the service and of STS). */
export const PERMISSION = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'NotAuthorized',
  'OptInRequired',
]);

/** Names of errors: AWS does not know the caller (common errors of the AWS JSON protocol, and of STS). */
export const IDENTITY = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignatureException',
  'IncompleteSignature',
  'MissingAuthenticationTokenException',
]);
