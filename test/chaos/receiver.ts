import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What a webhook receiver was sent. */
export interface News {
  readonly type: string;
  readonly projectVersionArn: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A receiver of webhooks that is down now and then. */
export interface Receiver {
  readonly url: string;
  readonly secret: string;
  readonly news: readonly News[];
  /** `refuse`: answers with HTTP 503. `drop`: closes the connection. `hang`: does not answer. */
  down(how: 'refuse' | 'drop' | 'hang'): void;
  up(): void;
  close(): void;
}

interface Posted {
  readonly type: string;
  readonly data: { readonly projectVersionArn: string };
}

export async function startReceiver(): Promise<Receiver> {
  const news: News[] = [];
  let state: 'up' | Parameters<Receiver['down']>[0] = 'up';
  const server = createServer((request, response) => {
    if (state === 'hang') return;
    if (state === 'drop') {
      response.destroy();
      return;
    }
    if (state === 'refuse') {
      response.writeHead(503).end();
      return;
    }
    json(request).then(
      (body) => {
        const { type, data } = body as Posted;
        news.push({ type, projectVersionArn: data.projectVersionArn, at: Date.now() });
        response.writeHead(204).end();
      },
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/news`,
    secret: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
    news,
    down: (how) => void (state = how),
    up: () => void (state = 'up'),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
