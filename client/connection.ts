import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { loadDataConverter } from '../codec/data-converter.js';
import { given } from '../contract/given.js';
import { CONNECT_LIMIT_MS } from '../contract/reaching-temporal.js';

const DEFAULT_ADDRESS = '127.0.0.1:7233';

export interface ConnectOptions {
  /** `HOST:PORT` of the Temporal server. */
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
}

/** No Temporal server answered. The message says where it was looked for and what to do. */
export class NoTemporalServerError extends Error {
  override readonly name = 'NoTemporalServerError';
}

/**
 * Connects to Temporal as its own command line does: by `TEMPORAL_ADDRESS` and its like, and by Temporal's
 * configuration file (https://docs.temporal.io/develop/environment-configuration). `options` win over both. Payloads are
 * encrypted where `TEARDOWN_ENCRYPTION_KEYS` is set.
 *
 * @throws InvalidKeysError
 * @throws NoTemporalServerError if no server answers within three seconds
 */
export async function connectTemporal(options: ConnectOptions = {}): Promise<Client> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const dataConverter = await loadDataConverter();
  const address = options.address ?? connectionOptions.address ?? DEFAULT_ADDRESS;
  try {
    const connection = await Connection.connect({
      ...connectionOptions,
      address,
      connectTimeout: CONNECT_LIMIT_MS,
    });
    return new Client({
      connection,
      namespace: options.namespace ?? namespace,
      ...given({ dataConverter }),
    });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new NoTemporalServerError(
      `Can't reach a Temporal server at ${address} (${said}). Start one with "temporal server start-dev", or set TEMPORAL_ADDRESS.`,
      { cause: error },
    );
  }
}
