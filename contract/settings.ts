// Reads the environment variables of our processes.
import { REGION } from './arn.js';
import { DEFAULT_TASK_QUEUE } from './names.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Thrown for a setting that is missing or invalid. The message is one sentence that names it. */
export class InvalidSettingError extends Error {
  override readonly name: string = 'InvalidSettingError';
}

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/**
 * Returns the items of a comma-separated list, without the white space around them and without empty ones.
 *
 * @throws InvalidSettingError for a list without items, as of variables that are not set: it would limit nothing
 */
export function listSetting(env: Env, variable: string): string[] {
  const given = env[variable] ?? '';
  const items = given
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length > 0 || given === '') return items;
  throw new InvalidSettingError(
    `${variable} must have at least one item between the commas, or not be set; got "${given}".`,
  );
}

/**
 * Returns whether runs have search attributes, which the Temporal server stores in plain text. Default: unless payloads are
 * encrypted.
 *
 * @throws InvalidSettingError
 */
export function searchAttributesSetting(env: Env): boolean {
  const given = env['TEARDOWN_SEARCH_ATTRIBUTES'];
  if (!given) return !env['TEARDOWN_ENCRYPTION_KEYS'];
  if (given === 'on' || given === 'off') return given === 'on';
  throw new InvalidSettingError(`TEARDOWN_SEARCH_ATTRIBUTES must be on or off; got "${given}".`);
}

/**
 * Reads `HOST:PORT`. IPv6 addresses need brackets, which are removed from the returned host.
 *
 * @returns undefined if the variable is not set
 * @throws InvalidSettingError
 */
export function addressSetting(env: Env, variable: string): HostAndPort | undefined {
  const given = env[variable];
  if (!given) return undefined;
  const [, host, digits] = /^(\[[\da-fA-F:.]+\]|[^:]+):(\d{1,5})$/.exec(given) ?? [];
  const port = Number(digits);
  if (host !== undefined && port <= 65_535) return { host: host.replaceAll(/[[\]]/g, ''), port };
  throw new InvalidSettingError(`${variable} must be HOST:PORT, such as 0.0.0.0:9464; got "${given}".`);
}

/**
 * Returns the task queue of the worker. A space around its name would make it another one, without a worker.
 *
 * @throws InvalidSettingError
 */
export function taskQueueSetting(given: string | undefined): string {
  if (!given) return DEFAULT_TASK_QUEUE;
  if (given === given.trim()) return given;
  throw new InvalidSettingError(
    `TEARDOWN_TASK_QUEUE must be the name of a task queue, without spaces around it; got "${given}".`,
  );
}

/**
 * Checks that a setting is the URL of an endpoint, if it is set. Libraries that read it themselves would fail at every call.
 *
 * @throws InvalidSettingError
 */
export function checkEndpoint(env: Env, variable: string): void {
  const given = env[variable];
  if (!given || (/^https?:\/\/\S+$/i.test(given) && URL.canParse(given))) return;
  throw new InvalidSettingError(
    `${variable} must be a URL that begins with https:// or http://; got "${given}".`,
  );
}

/**
 * Checks that a setting is the name of an AWS Region.
 *
 * @throws InvalidSettingError
 */
export function checkRegion(region: string, variable: string): void {
  if (REGION.test(region)) return;
  throw new InvalidSettingError(`${variable} must be an AWS Region, such as eu-west-1; got "${region}".`);
}

/** Temporal's library for the settings of its own tools. */
type LoadSettings<Options> = (from: { readonly overrideEnvVars: Record<string, string> }) => {
  readonly connectionOptions: Options;
  readonly namespace?: string | undefined;
};

/**
 * Returns how to connect to Temporal, with the defaults, and explains what is wrong with the settings: the errors of
 * Temporal's library name neither the variable nor the file.
 *
 * @param load loads the settings that Temporal's own tools use
 * @throws InvalidSettingError
 */
export function temporalSettings<
  Options extends { readonly address?: string | undefined; readonly apiKey?: unknown },
>(
  load: LoadSettings<Options>,
  env: Env,
): { readonly connection: Options & { readonly address: string }; readonly namespace: string } {
  const overrideEnvVars = temporalEnv(env);
  const { connectionOptions, namespace } = loaded(() => load({ overrideEnvVars }), env);
  const { apiKey } = connectionOptions;
  // gRPC's own error would print it.
  if (typeof apiKey === 'string' && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new InvalidSettingError(
      'TEMPORAL_API_KEY must be an API key without spaces, line breaks and other characters that keys do not have.',
    );
  }
  const address = connectionOptions.address || '127.0.0.1:7233';
  return { connection: { ...connectionOptions, address }, namespace: namespace || 'default' };
}

const SWITCHES = ['TEMPORAL_TLS', 'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION'];
const SWITCH_VALUES = ['1', '0', 'true', 'false'];
const GRPC_METADATA = 'TEMPORAL_GRPC_META_';

/**
 * Returns the environment for Temporal's library. Compose passes an unset variable on as an empty one, which the library
 * would prefer to the configuration file, and it would read any value of a switch but `1` and `true` as false.
 */
function temporalEnv(env: Env): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    // An empty one removes a header that the configuration file sets.
    const isEmpty = value === '' && name.startsWith('TEMPORAL_') && !name.startsWith(GRPC_METADATA);
    if (value === undefined || isEmpty) continue;
    variables[name] = SWITCHES.includes(name) ? switchSetting(name, value) : value;
  }
  return variables;
}

function switchSetting(variable: string, given: string): string {
  const value = given.toLowerCase();
  if (SWITCH_VALUES.includes(value)) return value;
  throw new InvalidSettingError(`${variable} must be true, false, 1 or 0; got "${given}".`);
}

function loaded<Settings>(load: () => Settings, env: Env): Settings {
  try {
    return load();
  } catch (error) {
    throw new InvalidSettingError(problemOf(error, env), { cause: error });
  }
}

function problemOf(error: unknown, env: Env): string {
  const { message, code, path } = error as { message?: string; code?: string; path?: string };
  if (code !== undefined && path !== undefined) {
    const [variable] =
      Object.entries(env).find(([name, value]) => name.startsWith('TEMPORAL_') && value === path) ?? [];
    const file = `a file that this process can read; got "${path}" (${code})`;
    return variable === undefined
      ? `The Temporal configuration file must name ${file}.`
      : `${variable} must be ${file}.`;
  }
  const { TEMPORAL_PROFILE: profile, TEMPORAL_CONFIG_FILE: file } = env;
  const where = `the Temporal configuration file${file ? ` ${file}` : ''}`;
  const [said = ''] = (message ?? String(error)).split('\n');
  return /^Profile .* not found/.test(said)
    ? `TEMPORAL_PROFILE must be a profile of ${where}; got "${profile || 'default'}".`
    : `The settings of Temporal, from ${where} and the variables TEMPORAL_*, are invalid: ${said}.`;
}
