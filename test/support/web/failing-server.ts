import {
  connect as connectHttp2,
  constants,
  createServer as createHttp2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { connect, createServer, type Socket } from 'node:net';
import { listening, type LocalServer } from './local-server.js';

/**
 * Starts a server that ends every gRPC call with this status.
 *
 * @param onCall called before that, for each call
 */
export function startRefusingServer(
  code: number,
  details: string,
  onCall: () => void = () => undefined,
): Promise<LocalServer> {
  const server = createHttp2Server();
  server.on('stream', (stream) => {
    onCall();
    refuse(stream, code, details);
  });
  return listening(server);
}

function refuse(stream: ServerHttp2Stream, code: number, details: string): void {
  const status = { 'grpc-status': code, 'grpc-message': encodeURIComponent(details) };
  stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...status }, { endStream: true });
}

/** Starts a proxy of a Temporal server that ends the calls of one method with this gRPC code, and passes the others on. */
export async function startRefusingProxy(target: string, method: string, code: number): Promise<LocalServer> {
  const upstream = connectHttp2(`http://${target}`);
  const server = createHttp2Server();
  server.on('stream', (stream, headers) => {
    if (headers[':path']?.endsWith(`/${method}`)) return refuse(stream, code, 'not for you');
    let trailers: IncomingHttpHeaders = {};
    const request = upstream.request(headers);
    request.on('error', () => undefined);
    request.on('trailers', (sent: IncomingHttpHeaders) => {
      trailers = sent;
    });
    request.on('response', (answer, flags) => {
      // An answer without a message has its status in its only headers.
      const isOnly = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      stream.respond(answer, isOnly ? { endStream: true } : { waitForTrailers: true });
      if (!isOnly) request.pipe(stream);
    });
    stream.on('error', () => undefined);
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.on('close', () => request.close());
    stream.pipe(request);
  });
  const proxy = await listening(server);
  return {
    address: proxy.address,
    close() {
      proxy.close();
      upstream.destroy();
    },
  };
}

/** A proxy that can lose answers. */
export interface LossyProxy extends LocalServer {
  /** Passes on what clients send, and no longer what the server answers. Connections end when `hangUp` is called. */
  loseAnswers(): void;
  hangUp(): void;
}

/** Starts a proxy of a Temporal server. */
export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const [host = '', port] = target.split(':');
  const sockets = new Set<Socket>();
  let isLossy = false;
  const server = createServer((client) => {
    const upstream = connect(Number(port), host);
    sockets.add(upstream.on('error', () => undefined));
    client.pipe(upstream);
    upstream.on('data', (data) => isLossy || client.write(data));
  });
  return {
    ...(await listening(server, sockets)),
    loseAnswers() {
      isLossy = true;
    },
    hangUp() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
