import { createServer as createHttp2Server } from 'node:http2';
import { connect, createServer, type Socket } from 'node:net';
import { listening, type LocalServer } from './local-server.js';

/** Starts a server that ends every gRPC call with this status. */
export function startRefusingServer(code: number, details: string): Promise<LocalServer> {
  const server = createHttp2Server();
  server.on('stream', (stream) => {
    const status = { 'grpc-status': code, 'grpc-message': encodeURIComponent(details) };
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...status }, { endStream: true });
  });
  return listening(server);
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
