import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Call } from './emulator.js';
import { ApiError, quotaExceeded } from './errors.js';
import { errorOf, type FaultKind, type Faults } from './faults.js';
import { perform, targetOf } from './operations.js';
import type { Quota } from './quota.js';
import { signedRegion } from './signature.js';
import type { Store } from './store.js';
import { answerSts, callerAccount } from './sts.js';

export interface Service {
  readonly store: Store;
  readonly faults: Faults;
  readonly quota: Quota;
  readonly calls: Call[];
  readonly clock: () => number | Promise<number>;
  /** The time that a read shows when it is made at `now`. */
  readonly readAt: (now: number) => number;
}

/** What goes back over the wire; `dropped` where the connection is closed, `hung` where it is left open. */
type Reply =
  { readonly statusCode: number; readonly contentType: string; readonly body: string } | 'dropped' | 'hung';

const JSON_1_1 = 'application/x-amz-json-1.1';

/** Answers one HTTP request as the service would, and logs it. */
export async function handle(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request);
  const requestId = randomUUID();
  const { authorization } = request.headers;
  if (request.url === '/_emulator/calls') {
    return send(response, requestId, json(200, service.calls));
  }
  const ownAccountId = service.store.accountId;
  const ofSts = answerSts(body, authorization, ownAccountId, requestId);
  if (ofSts) return send(response, requestId, { contentType: 'text/xml', ...ofSts });

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
    reply = withFault(fault, () => json(200, perform(operation, context, body)));
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

function withFault(fault: FaultKind | undefined, answer: () => Reply): Reply {
  if (fault === undefined) return answer();
  const error = errorOf(fault);
  if (error) throw error;
  switch (fault) {
    case 'loseResponse':
      answer();
      return 'dropped';
    case 'garbage':
      return { statusCode: 200, contentType: 'text/html', body: '<html><body>Welcome to the café Wi-Fi' };
    case 'hang':
      return 'hung';
    default:
      return 'dropped';
  }
}

function json(statusCode: number, value: object): Reply {
  return { statusCode, contentType: JSON_1_1, body: JSON.stringify(value) };
}

// The body of a real error: "Error handling", Rekognition Developer Guide.
function errorReply({ code, message, statusCode }: ApiError, requestId: string): Reply {
  return json(statusCode, { __type: code, Code: code, Logref: requestId, Message: message });
}

function send(response: ServerResponse, requestId: string, reply: Reply): void {
  if (reply === 'hung') return;
  if (reply === 'dropped') {
    response.destroy();
    return;
  }
  response.writeHead(reply.statusCode, { 'content-type': reply.contentType, 'x-amzn-requestid': requestId });
  response.end(reply.body);
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
