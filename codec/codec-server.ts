import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { Gatekeeper } from './gatekeeper.js';

export interface CodecServerOptions {
  readonly codec: PayloadCodec;
  readonly gatekeeper: Gatekeeper;
  /** The origin of the Web UI, `https://HOST[:PORT]`. Requests from other origins are rejected. */
  readonly webUiOrigin: string;
  readonly host: string;
  readonly port: number;
}

export interface CodecServer {
  readonly url: string;
  close(): void;
}

/** More than a payload at Temporal's limit of 2 MiB in base64. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Starts a server that decrypts and encrypts payloads for the Temporal Web UI and CLI, if the gatekeeper allows the caller
 * (https://docs.temporal.io/codec-server).
 */
export async function startCodecServer(options: CodecServerOptions): Promise<CodecServer> {
  const { host, port, webUiOrigin } = options;
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', webUiOrigin);
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader('cache-control', 'no-store');
    answer(request, options).then(
      ({ status, body }) => send(response, status, body),
      // Error messages may quote the payload.
      () => send(response, 400, { message: 'These payloads cannot be decoded or encoded.' }),
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  const name = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${name}:${actual}`, close: () => void server.close() };
}

interface Answer {
  readonly status: number;
  readonly body?: object;
}

async function answer(
  request: IncomingMessage,
  { codec, gatekeeper, webUiOrigin }: CodecServerOptions,
): Promise<Answer> {
  // Temporal's command line, which is no browser, sends no origin.
  const { origin = webUiOrigin } = request.headers;
  if (origin !== webUiOrigin) {
    return {
      status: 403,
      body: { message: `Only pages of ${webUiOrigin} may send requests. Set CODEC_WEB_UI.` },
    };
  }

  // Browsers send a CORS preflight request without the token.
  if (request.method === 'OPTIONS') return { status: 204 };
  const operation = OPERATIONS[request.url?.split('?')[0] ?? ''];
  if (operation === undefined || request.method !== 'POST') {
    return { status: 404, body: { message: 'Not found. Send POST requests to /encode or /decode.' } };
  }
  const refusal = await gatekeeper(request.headers.authorization);
  if (refusal !== undefined) return { status: refusal.status, body: { message: refusal.message } };
  if (Number(request.headers['content-length'] ?? MOST_BYTES + 1) > MOST_BYTES) {
    return {
      status: 413,
      body: { message: `The request needs a Content-Length of at most ${MOST_BYTES} bytes.` },
    };
  }
  const { Payloads } = proto.temporal.api.common.v1;
  const { payloads } = Payloads.fromObject((await json(request)) as object);
  const done = await codec[operation](payloads);
  return { status: 200, body: Payloads.toObject(Payloads.fromObject({ payloads: done }), { bytes: String }) };
}

const OPERATIONS: Readonly<Record<string, 'encode' | 'decode'>> = {
  '/encode': 'encode',
  '/decode': 'decode',
};

function send(response: ServerResponse, status: number, body?: object): void {
  response.writeHead(status, {
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': 'authorization, content-type, x-namespace',
    'content-type': 'application/json',
  });
  response.end(body && JSON.stringify(body));
}
