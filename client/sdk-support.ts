import { Client, type Connection } from '@temporalio/client';
import { InvalidSettingError } from '../contract/settings.js';

/** The oldest supported version of the Temporal SDK, major and minor. Later minor versions are supported too. */
export const OLDEST_SDK = [1, 23] as const;

/**
 * Checks that a Temporal client comes from a supported version of the SDK, and from the copy of it that this package uses.
 *
 * @throws InvalidSettingError
 */
export function checkSdk(temporal: Client): void {
  const version = versionOf(temporal);
  const [major = 0, minor = 0] = version?.split('.').map(Number) ?? OLDEST_SDK;
  const range = `^${OLDEST_SDK.join('.')}.0`;
  if (major !== OLDEST_SDK[0] || minor < OLDEST_SDK[1]) {
    throw new InvalidSettingError(
      `rekognition-teardown needs @temporalio/client ${range}, but the Temporal client is of version ${version}: install a version in that range.`,
    );
  }
  // Objects that tests pass instead of a client are not checked.
  const given: object = temporal;
  if (given instanceof Client || given.constructor.name !== Client.name) return;
  throw new InvalidSettingError(
    `The Temporal client comes from another copy of @temporalio/client than the one that rekognition-teardown uses: install one copy, in the range ${range} ("npm ls @temporalio/client" shows the copies, "npm dedupe" can merge them).`,
  );
}

/** Returns the version that the SDK sends to the server with each call. Connections of other kinds don't have it. */
function versionOf({ connection }: Client): string | undefined {
  const { options } = connection as Partial<Connection>;
  const version = options?.metadata?.['client-version'];
  return typeof version === 'string' && /^\d+\.\d+\./.test(version) ? version : undefined;
}
