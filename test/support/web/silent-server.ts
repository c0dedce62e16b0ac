import { once } from 'node:events';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A server that takes every connection and never answers. */
export interface SilentServer {
  /** `HOST:PORT`. */
  readonly address: string;
  close(): void;
}

/** What it is silent about: everything, or, after the handshake of HTTP/2, every call of gRPC. */
export type Silence = 'everything' | 'calls';

export async function startSilentServer(about: Silence): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const server: Server = about === 'everything' ? createServer() : createHttp2Server();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
