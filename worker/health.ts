import { once } from 'node:events';
import { createServer } from 'node:http';
import type { HostAndPort } from '../contract/settings.js';

/** Returns what is wrong, in one line, or undefined. */
type Check = () => Promise<string | undefined> | string | undefined;

export interface HealthChecks {
  /** Liveness: `GET /healthz`. */
  readonly live: Check;
  /** Readiness: `GET /readyz`. */
  readonly ready: Check;
}

export interface HealthServer {
  readonly port: number;
  close(): void;
}

/** Serves liveness and readiness probes: 200, or 503 with one line that describes the problem. */
export async function startHealthServer(
  { host, port }: HostAndPort,
  checks: HealthChecks,
): Promise<HealthServer> {
  const paths = new Map([
    ['/healthz', checks.live],
    ['/readyz', checks.ready],
  ]);
  const server = createServer((request, response) => {
    const check = paths.get(request.url ?? '');
    const answer = (status: number, line: string) =>
      response.writeHead(status, { 'content-type': 'text/plain' }).end(`${line}\n`);
    if (check === undefined) {
      answer(404, `Not found. The paths are ${[...paths.keys()].join(' and ')}.`);
      return;
    }
    Promise.resolve(check()).then(
      (problem) => answer(problem === undefined ? 200 : 503, problem ?? 'ok'),
      (error: unknown) => answer(503, String(error)),
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => void server.close(),
  };
}
