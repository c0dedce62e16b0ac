import { once } from 'node:events';
import { createServer } from 'node:http';
import type { HostAndPort } from '../contract/settings.js';

/** What is wrong, in one line, or undefined. */
type Check = () => Promise<string | undefined> | string | undefined;

export interface HealthChecks {
  /** Whether the process should live on: `GET /healthz`. */
  readonly live: Check;
  /** Whether it does its work at present: `GET /readyz`. */
  readonly ready: Check;
}

export interface HealthServer {
  readonly port: number;
  close(): void;
}

/** Answers the probes of an orchestrator: 200, or 503 with one line that says what is wrong. */
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
      answer(404, `The paths are ${[...paths.keys()].join(' and ')}.`);
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
