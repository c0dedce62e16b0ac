import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';

/** An OpenID Connect provider as far as its tokens are checked: its discovery document, its keys, and tokens of its own. */
export interface IdentityProvider {
  readonly issuer: string;
  token(
    claims: JWTPayload,
    options?: { readonly audience?: string; readonly expiresAt?: number | 'never' },
  ): Promise<string>;
  /** Whether it answers requests for its keys with an error. */
  isDown: boolean;
  close(): void;
}

export const AUDIENCE = 'temporal-web-ui';

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }];
  const server = createServer((request, response) => {
    if (provider.isDown) {
      response.writeHead(500).end();
      return;
    }
    const document = request.url === '/keys' ? { keys } : { issuer, jwks_uri: `${issuer}/keys` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const provider: IdentityProvider = {
    isDown: false,
    issuer,
    token: (claims, { audience = AUDIENCE, expiresAt = Math.round(Date.now() / 1000) + 600 } = {}) =>
      new SignJWT(expiresAt === 'never' ? claims : { ...claims, exp: expiresAt })
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .setIssuer(issuer)
        .setAudience(audience)
        .sign(privateKey),
    close: () => void server.close(),
  };
  return provider;
}
