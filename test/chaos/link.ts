import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { claimPort } from '../../local-stack/claimed-port.js';

/** A way over the loopback interface to a server, which can be cut. */
export interface Link {
  readonly address: string;
  /** `drop`: connections stay, and nothing passes. `refuse`: connections are closed, and no new one is taken. */
  cut(how: 'drop' | 'refuse'): Promise<void>;
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function startLink(target: string): Promise<Link> {
  const [host = '', targetPort] = target.split(':');
  const port = await claimPort();
  const sockets = new Set<Socket>();
  let drops = false;
  const relay = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('data', (chunk) => {
      if (drops) return;
      if (!to.write(chunk)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    // Whatever went wrong with one end, the other one is closed too.
    from.on('error', () => undefined);
    from.once('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((from) => {
    const to = connect(Number(targetPort), host);
    relay(from, to);
    relay(to, from);
  });
  const listen = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const disconnect = () => {
    for (const socket of sockets) socket.destroy();
  };
  const stopListening = async () => {
    const closed = once(server, 'close');
    server.close();
    disconnect();
    await closed;
  };
  await listen();
  return {
    address: `127.0.0.1:${port}`,
    async cut(how) {
      drops = how === 'drop';
      if (how === 'refuse') await stopListening();
    },
    async mend() {
      drops = false;
      // A connection that has lost a part of what was sent is good for nothing.
      disconnect();
      if (!server.listening) await listen();
    },
    async close() {
      if (server.listening) await stopListening();
    },
  };
}
