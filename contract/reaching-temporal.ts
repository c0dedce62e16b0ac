/** How long a Temporal server may take to answer the first call before it counts as unreachable, in milliseconds. */
export const CONNECT_LIMIT_MS = 3_000;

/** How a connection to a Temporal server was tried. */
export interface Tried {
  readonly address: string;
  /** False for plain text. Undefined for plain text too, unless there is an API key. */
  readonly tls?: unknown;
  readonly apiKey?: unknown;
}

/** How the native connection words PERMISSION_DENIED and UNAUTHENTICATED: it has no codes. */
const REFUSED = /code: 'The (caller does not have permission|request does not have valid authentication)/;

/** Returns why a Temporal server refused the native connection, and what to do; undefined if it did not. */
export function refusedCredentials({ address }: Tried, said: string): string | undefined {
  if (!REFUSED.test(said)) return undefined;
  const problem = `the Temporal server at ${address} refused the credentials of this process (${detailsOf(said)}).`;
  return `${problem} Check TEMPORAL_API_KEY or TEMPORAL_TLS_*, and what the API key or certificate may do.`;
}

/** Returns the server's own words in what the native connection has said. */
function detailsOf(said: string): string {
  return /message: "([^"]+)"/.exec(said)?.[1] ?? said;
}

/**
 * Returns why no Temporal server could be reached, and what to do.
 *
 * @param said the error of the connection. That of the native connection is the debug output of a Rust error, which may
 * contain the operating system's message
 */
export function unreachable({ address, tls, apiKey }: Tried, said: string): string {
  // TLS's alert: what has answered the handshake was no handshake (rustls).
  const reason = said.includes('InvalidContentType') ? 'it does not speak TLS' : detailsOf(said);
  const problem = `can't reach a Temporal server at ${address} (${reason}).`;
  if (!(tls ?? apiKey)) {
    const remedy = 'Start one with "temporal server start-dev", or set TEMPORAL_ADDRESS.';
    if (!apiKey) return `${problem} ${remedy}`;
    return `${problem} The connection does not use TLS because of TEMPORAL_TLS, or of the configuration file: if the server does, remove it. ${remedy}`;
  }
  // The settings of TLS are an object. An API key alone turns it on without any.
  const cause = typeof tls === 'object' ? 'TEMPORAL_TLS or a TEMPORAL_TLS_* variable' : 'TEMPORAL_API_KEY';
  return `${problem} The connection uses TLS because of ${cause}, or of the configuration file: if the server does not, remove it; otherwise check TEMPORAL_ADDRESS.`;
}
