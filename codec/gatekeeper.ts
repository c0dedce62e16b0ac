import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { messageOf } from '../contract/message-of.js';
import { matchesAny } from '../contract/name-pattern.js';

/** Time limit of the request for the address of the keys, in milliseconds. */
const LIMIT_MS = 10_000;

/** Returns why a caller may not read payloads, or undefined for callers that may. */
export type Gatekeeper = (authorization: string | undefined) => Promise<Denial | undefined>;

export interface Denial {
  readonly status: 401 | 403 | 503;
  readonly message: string;
}

export interface GatekeeperOptions {
  /** The issuer URL of the Web UI's identity provider, whose published keys verify the tokens. */
  readonly issuer: string;
  /** The audience of the tokens. */
  readonly audience: string;
  /** E-mail addresses or subjects, in which `*` matches any text. */
  readonly allowed: readonly string[];
}

/**
 * Creates a gatekeeper that allows callers with a valid token of the identity provider and an allowed name.
 *
 * @throws Error if the identity provider does not answer
 */
export async function createGatekeeper({
  issuer,
  audience,
  allowed,
}: GatekeeperOptions): Promise<Gatekeeper> {
  const keys = publishedKeys(await keysOf(issuer));
  // A token without a time would be valid for ever.
  const checks = { issuer, audience, requiredClaims: ['exp'] };
  return async (authorization) => {
    const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) return { status: 401, message: 'Sign in: a bearer token is required.' };
    let claims: JWTPayload;
    try {
      claims = (await jwtVerify(token, keys, checks)).payload;
    } catch (error) {
      if (error instanceof NoKeysError) return { status: 503, message: error.message };
      return { status: 401, message: 'The token is invalid or has expired. Sign in again.' };
    }
    const names = namesOf(claims);
    if (names.some((name) => matchesAny(allowed, name))) return undefined;
    const who = names[0] ?? 'The caller';
    return { status: 403, message: `${who} may not read these payloads${aboutAddress(claims)}.` };
  };
}

/** Thrown if the keys can't be read. Another token would not help then. */
class NoKeysError extends Error {
  override readonly name = 'NoKeysError';
}

/** Errors that are about a token and not about the keys. */
const OF_TOKEN = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

function publishedKeys(url: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url);
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (OF_TOKEN.some((kind) => error instanceof kind)) throw error;
      const message = `The keys of the identity provider can't be read at ${url.href}. Try again later.`;
      throw new NoKeysError(message, { cause: error });
    }
  };
}

function namesOf(claims: JWTPayload): string[] {
  const { sub, email } = claims;
  return [isVerified(claims) ? email : undefined, sub].filter((name) => typeof name === 'string');
}

/**
 * Returns whether an e-mail address is verified: others may be anybody's. The claim is optional, and a JSON boolean
 * (https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims): nothing else counts.
 */
function isVerified({ email_verified: verified }: JWTPayload): boolean {
  return verified === true;
}

function aboutAddress(claims: JWTPayload): string {
  const { email } = claims;
  if (typeof email !== 'string' || isVerified(claims)) return '';
  return `: the identity provider does not report ${email} as verified`;
}

/** Returns the URL of the keys, by OpenID Connect Discovery 1.0. */
async function keysOf(issuer: string): Promise<URL> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) }).catch((error: unknown) => {
    const { cause } = error as Error;
    const said = messageOf(cause instanceof Error ? cause : error);
    throw new Error(`can't reach the identity provider at ${url} (${said}); set CODEC_OIDC_ISSUER`, {
      cause: error,
    });
  });
  if (!response.ok) throw new Error(`the identity provider answered ${url} with HTTP ${response.status}`);
  const { jwks_uri: keys } = (await response.json()) as { jwks_uri?: string };
  if (keys === undefined) throw new Error(`${url} has no jwks_uri`);
  return new URL(keys);
}
