import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A server on the loopback interface. */
export interface LocalServer {
  /** `HOST:PORT`. */
  readonly address: string;
  close(): void;
}

/**
 * Starts to listen, on any free port.
 *
 * @param sockets the connections that end with the server; those of its clients are added
 */
export async function listening(server: Server, sockets = new Set<Socket>()): Promise<LocalServer> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined));
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
