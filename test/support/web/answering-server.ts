import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listening, type LocalServer } from './local-server.js';

const CALLER =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

/**
 * Starts a server that answers as Rekognition does, with whatever `answerTo` returns for the page that was asked for, and as
 * STS, with the account 111122223333.
 */
export function startAnsweringServer(
  answerTo: (nextToken: string) => object | undefined,
): Promise<LocalServer> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      response.writeHead(200, { 'x-amzn-requestid': 'd1b7' });
      if (request.headers['x-amz-target'] === undefined) return response.end(CALLER);
      const { NextToken = '' } = JSON.parse(body) as { NextToken?: string };
      return response.end(JSON.stringify(answerTo(NextToken)));
    });
  });
  return listening(server);
}
