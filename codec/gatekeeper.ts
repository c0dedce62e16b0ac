import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import { matchesAny } from '../contract/name-pattern.js';

/** Who may not read payloads is refused, and told why; undefined for who may. */
export type Gatekeeper = (authorization: string | undefined) => Promise<Refusal | undefined>;

export interface Refusal {
  readonly status: 401 | 403;
  readonly message: string;
}

export interface GatekeeperOptions {
  /** The identity provider that the Web UI has people sign in to: its tokens are checked by its published keys. */
  readonly issuer: string;
  /** Whom the tokens are for. */
  readonly audience: string;
  /** E-mail addresses or subjects; `*` stands for any text. */
  readonly allowed: readonly string[];
}

/**
 * Lets in who brings a valid token of the identity provider, as the Web UI passes it on, and is allowed by name.
 *
 * @throws Error where the identity provider does not answer
 */
export async function createGatekeeper({
  issuer,
  audience,
  allowed,
}: GatekeeperOptions): Promise<Gatekeeper> {
  const keys = createRemoteJWKSet(await keysOf(issuer));
  return async (authorization) => {
    const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) return { status: 401, message: 'Sign in: this needs a bearer token.' };
    let claims: JWTPayload;
    try {
      claims = (await jwtVerify(token, keys, { issuer, audience })).payload;
    } catch {
      return { status: 401, message: 'This token is not valid here, or no longer. Sign in again.' };
    }
    const names = namesOf(claims);
    if (names.some((name) => matchesAny(allowed, name))) return undefined;
    const who = names[0] ?? 'Who has no name';
    return { status: 403, message: `${who} may not read these payloads${aboutAddress(claims)}.` };
  };
}

function namesOf(claims: JWTPayload): string[] {
  const { sub, email } = claims;
  return [isVerified(claims) ? email : undefined, sub].filter((name) => typeof name === 'string');
}

/**
 * An address that the identity provider has not verified may be anybody's. The claim is optional, and a JSON boolean
 * (https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims): nothing else counts.
 */
function isVerified({ email_verified: verified }: JWTPayload): boolean {
  return verified === true;
}

function aboutAddress(claims: JWTPayload): string {
  const { email } = claims;
  if (typeof email !== 'string' || isVerified(claims)) return '';
  return `: the identity provider does not say that ${email} is verified`;
}

/** OpenID Connect Discovery 1.0. */
async function keysOf(issuer: string): Promise<URL> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url).catch((error: unknown) => {
    const { cause } = error as Error;
    const said = cause instanceof Error ? cause.message : String(error);
    throw new Error(`can't reach the identity provider at ${url} (${said}); set CODEC_OIDC_ISSUER`, {
      cause: error,
    });
  });
  if (!response.ok) throw new Error(`the identity provider answers ${url} with ${response.status}`);
  const { jwks_uri: keys } = (await response.json()) as { jwks_uri?: string };
  if (keys === undefined) throw new Error(`${url} names no jwks_uri`);
  return new URL(keys);
}
