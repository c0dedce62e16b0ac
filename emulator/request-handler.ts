import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { answerControl } from './control.js';
import type { Call } from './emulator.js';
import { ApiError, quotaExceeded } from './errors.js';
import { faultyAnswer } from './faulty-answer.js';
import { errorOf, silenceOf, type FaultKind, type Faults, type Silence } from './faults.js';
import { perform, targetOf } from './operations.js';
import type { Quota } from './quota.js';
import { answerQuery } from './query-protocol.js';
import { answerS3, isForS3 } from './s3.js';
import type { Seeds } from './seeds.js';
import { checkSigningTime, signedRegion, SKEW_MS } from './signature.js';
import type { Store } from './store.js';
import { callerAccount } from './sts.js';

export interface Service {
  readonly seeds: Seeds;
  readonly store: Store;
  readonly faults: Faults;
  readonly quota: Quota;
  readonly calls: Call[];
  readonly clock: () => number | Promise<number>;
  /** The time that a read shows when it is made at `now`. */
  readonly readAt: (now: number) => number;
}

/** What goes back over the wire. */
type Reply =
  | {
      readonly statusCode: number;
      readonly contentType: string;
      readonly body: string;
      readonly noRequestId?: true;
      /** Epoch milliseconds; default: the machine's clock. */
      readonly date?: number;
    }
  | Silence;

const JSON_1_1 = 'application/x-amz-json-1.1';
const HTML = 'text/html';

/** Answers one HTTP request as the service would, and logs it. */
export async function handle(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request);
  const requestId = randomUUID();
  const { authorization } = request.headers;
  const control = await answerControl(service, request.url, body);
  if (control) return send(response, requestId, json(control.statusCode, control.body));
  if (isForS3(request)) {
    const at = await service.clock();
    const called = answerS3(service.store.buckets, service.faults, request, body, requestId, response);
    service.calls.push({ at, requestId, ...called });
    return undefined;
  }
  const ownAccountId = service.store.accountId;
  const signedAt = header(request, 'x-amz-date');
  const answer = answerQuery(body, { authorization, signedAt }, ownAccountId, requestId, service.faults);
  if (answer) {
    const reply: Reply = typeof answer === 'string' ? answer : { contentType: 'text/xml', ...answer };
    return send(response, requestId, reply);
  }

  const target = header(request, 'x-amz-target');
  const call = { at: await service.clock(), requestId, operation: target?.split('.')[1] ?? '', region: '' };
  let fault: FaultKind | undefined;
  let reply: Reply;
  let error: ApiError | undefined;
  try {
    const { operation, signingName } = targetOf(target);
    call.region = signedRegion(authorization, signingName);
    const accountId = callerAccount(authorization, ownAccountId);
    const key = `${accountId} ${call.region}`;
    if (signingName === 'rekognition' && !service.quota(key, operation, call.at)) throw quotaExceeded();
    fault = service.faults.meet(operation, body);
    const { store } = service;
    const context = {
      store,
      action: operation,
      accountId,
      region: call.region,
      now: call.at,
      readAt: service.readAt(call.at),
    };
    reply = withFault(fault, signedAt, () =>
      json(
        200,
        faultyAnswer(fault, context, body, () => perform(operation, context, body)),
      ),
    );
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    error = thrown;
    reply = errorReply(thrown, requestId);
  }
  service.calls.push({
    ...call,
    input: body,
    statusCode: typeof reply === 'string' ? 0 : reply.statusCode,
    ...(error && { error: error.code }),
    ...(fault && { fault }),
  });
  send(response, requestId, reply);
}

function withFault(fault: FaultKind | undefined, signedAt: string | undefined, answer: () => Answer): Reply {
  if (fault === undefined) return answer();
  const error = errorOf(fault);
  if (error) throw error;
  const silence = silenceOf(fault, answer);
  if (silence) return silence;
  switch (fault) {
    case 'garbage':
      return { statusCode: 200, contentType: HTML, body: '<html><body>Welcome to the café Wi-Fi' };
    case 'emptyAnswer':
      return { statusCode: 200, contentType: JSON_1_1, body: '' };
    case 'foreignJson':
      return json(200, { ok: true, message: 'This is not the service you are looking for.' });
    case 'wrongContentType':
      return { ...answer(), contentType: HTML };
    case 'noRequestId':
      return { ...answer(), noRequestId: true };
    case 'skewedClock': {
      const date = Date.now() + SKEW_MS;
      const refusal = checkSigningTime(signedAt, date);
      return { ...(refusal ? errorReply(refusal, '') : answer()), date };
    }
    default:
      return answer();
  }
}

type Answer = Exclude<Reply, string>;

function json(statusCode: number, value: object): Answer {
  return { statusCode, contentType: JSON_1_1, body: JSON.stringify(value) };
}

// The body of a real error: "Error handling", Rekognition Developer Guide.
function errorReply({ code, message, statusCode }: ApiError, requestId: string): Answer {
  return json(statusCode, { __type: code, Code: code, Logref: requestId, Message: message });
}

function send(response: ServerResponse, requestId: string, reply: Reply): void {
  if (reply === 'hung') return;
  if (reply === 'dropped') {
    response.destroy();
    return;
  }
  const { statusCode, contentType, body, noRequestId, date = Date.now() } = reply;
  response.writeHead(statusCode, {
    'content-type': contentType,
    date: new Date(date).toUTCString(),
    ...(!noRequestId && { 'x-amzn-requestid': requestId }),
  });
  response.end(body);
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
