import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call } from './emulator.js';
import { ApiError } from './errors.js';
import { errorOf, silenceOf, type FaultKind, type Faults, type Silence } from './faults.js';
import { checkSigningTime, signedRegion, SKEW_MS } from './signature.js';

/** The buckets of an account, with the text of each object by its key. */
export type Buckets = Map<string, { readonly region: string; readonly objects: Map<string, string> }>;

interface Target {
  readonly operation: string;
  readonly Bucket: string;
  readonly Key: string;
}

interface Answer {
  readonly statusCode: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const OPERATIONS: Readonly<Record<string, string>> = {
  PUT: 'PutObject',
  GET: 'GetObject',
  HEAD: 'HeadBucket',
};

/** Returns whether a request is signed for S3. */
export function isForS3({ headers }: IncomingMessage): boolean {
  return /\/s3\/aws4_request,/.test(headers.authorization ?? '');
}

/**
 * Answers PutObject (with `If-None-Match: *`), GetObject and HeadBucket in path style, which the AWS SDKs use with an IP
 * address as the endpoint. Returns the call for the log.
 */
export function answerS3(
  buckets: Buckets,
  faults: Faults,
  request: IncomingMessage,
  body: string,
  requestId: string,
  response: ServerResponse,
): Omit<Call, 'at' | 'requestId'> {
  const target = targetOf(request);
  const { operation, ...input } = target;
  const fault = faults.meet(operation, JSON.stringify(input));
  const call = { operation, region: '', input: JSON.stringify(input), ...(fault && { fault }) };
  const signedAt = String(request.headers['x-amz-date']);
  let error: ApiError | undefined;
  let answer: Answer | Silence;
  try {
    call.region = signedRegion(request.headers.authorization, 's3');
    answer = withFault(fault, signedAt, () => perform(buckets, target, call.region, request, body));
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    error = thrown;
    answer = errorAnswer(thrown, requestId);
  }
  send(response, request, requestId, answer, fault);
  const statusCode = typeof answer === 'string' ? 0 : answer.statusCode;
  return { ...call, statusCode, ...(error && { error: error.code }) };
}

function targetOf({ method = '', url = '' }: IncomingMessage): Target {
  const path = decodeURIComponent(url.split('?')[0] ?? '').slice(1);
  const [Bucket = '', ...rest] = path.split('/');
  return { operation: OPERATIONS[method] ?? method, Bucket, Key: rest.join('/') };
}

function perform(
  buckets: Buckets,
  { operation, Bucket, Key }: Target,
  region: string,
  { headers }: IncomingMessage,
  body: string,
): Answer {
  const bucket = buckets.get(Bucket);
  if (bucket === undefined) throw new ApiError('NoSuchBucket', 'The specified bucket does not exist', 404);
  if (bucket.region !== region) {
    throw new ApiError('PermanentRedirect', 'The bucket must be addressed using another endpoint.', 301);
  }
  const object = bucket.objects.get(Key);
  switch (operation) {
    case 'PutObject':
      if (headers['if-none-match'] === '*' && object !== undefined) {
        throw new ApiError('PreconditionFailed', 'At least one of the preconditions did not hold', 412);
      }
      bucket.objects.set(Key, body);
      return { statusCode: 200, headers: { etag: etagOf(body) } };
    case 'GetObject':
      if (object === undefined) throw new ApiError('NoSuchKey', 'The specified key does not exist.', 404);
      return { statusCode: 200, body: object, headers: { etag: etagOf(object) } };
    case 'HeadBucket':
      return { statusCode: 200, headers: { 'x-amz-bucket-region': bucket.region } };
    default:
      throw new ApiError('NotImplemented', `The emulator does not implement ${operation}`, 501);
  }
}

function withFault(fault: FaultKind | undefined, signedAt: string, answer: () => Answer): Answer | Silence {
  const error = fault && errorOf(fault);
  if (error) throw error;
  const silence = silenceOf(fault, answer);
  if (silence) return silence;
  switch (fault) {
    case 'garbage':
      return { statusCode: 200, body: '<html><body>Welcome to the café Wi-Fi' };
    case 'emptyAnswer':
      return { statusCode: 200 };
    case 'foreignJson':
      return { statusCode: 200, body: '{"ok":true}' };
    case 'skewedClock': {
      const now = Date.now() + SKEW_MS;
      if (checkSigningTime(signedAt, now)) {
        throw new ApiError('RequestTimeTooSkewed', 'The difference between the times is too large.', 403);
      }
      return { ...answer(), headers: { date: new Date(now).toUTCString() } };
    }
    default:
      return answer();
  }
}

function errorAnswer({ code, message, statusCode }: ApiError, requestId: string): Answer {
  const said = `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>${requestId}</RequestId></Error>`;
  return { statusCode, body: `<?xml version="1.0" encoding="UTF-8"?>\n${said}` };
}

function send(
  response: ServerResponse,
  { method }: IncomingMessage,
  requestId: string,
  answer: Answer | Silence,
  fault: FaultKind | undefined,
): void {
  if (answer === 'hung') return;
  if (answer === 'dropped') {
    response.destroy();
    return;
  }
  const { statusCode, body = '', headers } = answer;
  response.writeHead(statusCode, {
    ...headers,
    ...(fault !== 'noRequestId' && { 'x-amz-request-id': requestId }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}

/** The service's own is an MD5 of the content; callers must not rely on that. */
function etagOf(body: string): string {
  return `"${Buffer.byteLength(body).toString(16).padStart(32, '0')}"`;
}
