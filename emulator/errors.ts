/** An error that the API answers with: its code is `__type` on the wire. */
export class ApiError extends Error {
  readonly code: string;
  readonly statusCode: number;

  constructor(code: string, message: string, statusCode = 400) {
    super(message);
    this.code = code;
    this.statusCode = statusCode;
  }
}

// Codes and status codes: the service model (botocore, rekognition/2016-06-27) and the developer guide's "Error handling".
export const notFound = (what: string) =>
  new ApiError('ResourceNotFoundException', `The resource ${what} was not found.`);
export const inUse = () => new ApiError('ResourceInUseException', 'Specified resource is in use.');
export const invalidParameter = (message = 'Request has invalid parameters') =>
  new ApiError('InvalidParameterException', message);
export const accessDenied = (action: string, resource: string) =>
  new ApiError(
    'AccessDeniedException',
    `User is not authorized to perform: rekognition:${action} on resource: ${resource}`,
  );
export const limitExceeded = (message: string) => new ApiError('LimitExceededException', message);
export const invalidToken = () => new ApiError('InvalidPaginationTokenException', 'Invalid pagination token');
export const throttled = () =>
  new ApiError('ThrottlingException', 'Slow down; sudden increase in rate of requests.');
export const quotaExceeded = () =>
  new ApiError('ProvisionedThroughputExceededException', 'Provisioned throughput exceeded.');
export const expiredToken = () =>
  new ApiError('ExpiredTokenException', 'The security token included in the request is expired');
export const internalError = () => new ApiError('InternalServerError', 'Internal server error', 500);
