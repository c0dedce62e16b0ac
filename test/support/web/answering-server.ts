import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { listening, type LocalServer } from './local-server.js';

/** Starts a server that answers as AWS does, with whatever `answerTo` returns for the page that was asked for. */
export function startAnsweringServer(
  answerTo: (nextToken: string) => object | undefined,
): Promise<LocalServer> {
  const server = createServer((request, response) => {
    void json(request).then((input) => {
      const { NextToken = '' } = input as { NextToken?: string };
      response.writeHead(200, { 'x-amzn-requestid': 'd1b7' });
      response.end(JSON.stringify(answerTo(NextToken)));
    });
  });
  return listening(server);
}
