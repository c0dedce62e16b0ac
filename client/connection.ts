import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { loadDataConverter } from '../codec/data-converter.js';
import { messageOf } from '../contract/message-of.js';
import { omitUndefined } from '../contract/omit-undefined.js';
import { CONNECT_LIMIT_MS, unreachable } from '../contract/reaching-temporal.js';
import { temporalSettings } from '../contract/settings.js';
import { failedWith, grpcErrorOf } from './grpc-errors.js';
import { createGrpcRetries } from './grpc-retries.js';
import { temporalCallError } from './temporal-call-error.js';

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

export interface Connected {
  readonly temporal: Client;
  /** Closes the connection. Ends no calls: see `endCalls`. */
  readonly close: () => Promise<void>;
}

/**
 * Connects to Temporal with the settings of the Temporal CLI: environment variables such as `TEMPORAL_ADDRESS`, and the
 * configuration file (https://docs.temporal.io/develop/environment-configuration). `options` take precedence over both.
 * Payloads are encrypted if `TEARDOWN_ENCRYPTION_KEYS` is set.
 *
 * @throws InvalidSettingError if a setting is invalid; for `TEARDOWN_ENCRYPTION_KEYS`, `InvalidKeysError`
 * @throws NoTemporalServerError if no server answers within three seconds
 * @throws TemporalCallError if the server refuses the API key or the certificate
 */
export async function connectTemporal(options: ConnectOptions = {}): Promise<Connected> {
  const settings = temporalSettings(loadClientConnectConfig, process.env);
  const dataConverter = await loadDataConverter();
  const { address = settings.connection.address, namespace = settings.namespace } = options;
  const retries = createGrpcRetries();
  try {
    const connection = await Connection.connect({
      ...settings.connection,
      address,
      connectTimeout: CONNECT_LIMIT_MS,
      interceptors: retries.interceptors,
    });
    const temporal = new Client({ connection, namespace, ...omitUndefined({ dataConverter }) });
    return { temporal, close: () => retries.end(connection) };
  } catch (error) {
    if (failedWith(error, 'PERMISSION_DENIED', 'UNAUTHENTICATED'))
      throw temporalCallError(error, { asked: `connect to ${address}` });
    const why = unreachable({ ...settings.connection, address }, saidBy(error));
    throw new NoTemporalServerError(`${why[0]?.toUpperCase()}${why.slice(1)}`, { cause: error });
  }
}

/** The message of the SDK's own error is the same for every gRPC status. */
function saidBy(error: unknown): string {
  const status = grpcErrorOf(error);
  if (status) return `${status.code}: ${status.details}`;
  return messageOf(error);
}
