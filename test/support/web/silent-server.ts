import { createServer as createHttp2Server } from 'node:http2';
import { createServer } from 'node:net';
import { listening, type LocalServer } from './local-server.js';

/** What a server is silent about: everything, or, after the handshake of HTTP/2, every call of gRPC. */
export type Silence = 'everything' | 'calls';

/** Starts a server that takes every connection and never answers. */
export function startSilentServer(about: Silence): Promise<LocalServer> {
  return listening(about === 'everything' ? createServer() : createHttp2Server());
}
