import type { HttpResponse } from '@aws-sdk/types';

/**
 * Returns what a response lacks to be an answer of S3, or undefined if it lacks nothing. S3 acknowledges an object with 200,
 * an ETag and a request id ("PutObject", Amazon S3 API Reference); its errors are XML, but have no body after HEAD.
 */
export function whatS3Lacks(
  operation: string,
  _: object,
  { statusCode, headers }: Pick<HttpResponse, 'statusCode' | 'headers'>,
  body: string,
): string | undefined {
  if (headers['x-amz-request-id'] === undefined) return 'without a request id';
  const isHead = operation.startsWith('Head');
  if (statusCode >= 300)
    return isHead || /<Code>\w+<\/Code>/.test(body) ? undefined : 'without an error code';
  if (statusCode !== 200) return `to ${operation}, which answers with 200`;
  return isHead || headers['etag'] !== undefined ? undefined : 'without an ETag';
}
