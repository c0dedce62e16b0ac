// How our processes read their environment variables.

type Env = Readonly<Record<string, string | undefined>>;

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** Returns the items of a comma-separated list, without the white space around them and without empty ones. */
export function listSetting(env: Env, variable: string): string[] {
  const items = (env[variable] ?? '').split(',').map((item) => item.trim());
  return items.filter((item) => item !== '');
}

/**
 * Reads `HOST:PORT`. An IPv6 address stands in brackets, which the returned host does not have.
 *
 * @returns undefined if the variable is not set
 * @throws Error with one sentence that names the variable
 */
export function addressSetting(env: Env, variable: string): HostAndPort | undefined {
  const given = env[variable];
  if (!given) return undefined;
  const [, host, digits] = /^(\[[\da-fA-F:.]+\]|[^:]+):(\d{1,5})$/.exec(given) ?? [];
  const port = Number(digits);
  if (host !== undefined && port <= 65_535) return { host: host.replaceAll(/[[\]]/g, ''), port };
  throw new Error(`${variable} must be HOST:PORT, like 0.0.0.0:9464; got "${given}".`);
}
