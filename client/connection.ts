import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { loadDataConverter } from '../codec/data-converter.js';
import { omitUndefined } from '../contract/omit-undefined.js';
import { CONNECT_LIMIT_MS, unreachable } from '../contract/reaching-temporal.js';
import { temporalSettings } from '../contract/settings.js';

/** Where to connect. Default: the environment variables and the configuration file that Temporal's own tools read. */
export interface ConnectOptions {
  /** `HOST:PORT` of the Temporal server. */
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
}

/** Thrown if no Temporal server answers. The message names the address and what to do. */
export class NoTemporalServerError extends Error {
  override readonly name = 'NoTemporalServerError';
}

/**
 * Connects to Temporal with the settings of the Temporal CLI: environment variables such as `TEMPORAL_ADDRESS`, and the
 * configuration file (https://docs.temporal.io/develop/environment-configuration). `options` take precedence over both.
 * Payloads are encrypted if `TEARDOWN_ENCRYPTION_KEYS` is set.
 *
 * @throws InvalidSettingError if a setting is invalid; for `TEARDOWN_ENCRYPTION_KEYS`, `InvalidKeysError`
 * @throws NoTemporalServerError if no server answers within three seconds
 */
export async function connectTemporal(options: ConnectOptions = {}): Promise<Client> {
  const settings = temporalSettings(loadClientConnectConfig, process.env);
  const dataConverter = await loadDataConverter();
  const { address = settings.connection.address, namespace = settings.namespace } = options;
  try {
    const connection = await Connection.connect({
      ...settings.connection,
      address,
      connectTimeout: CONNECT_LIMIT_MS,
    });
    return new Client({
      connection,
      namespace,
      ...omitUndefined({ dataConverter }),
    });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const why = unreachable({ ...settings.connection, address }, said);
    throw new NoTemporalServerError(`${why[0]?.toUpperCase()}${why.slice(1)}`, { cause: error });
  }
}
