import type { AwsCredentialIdentityProvider } from '@aws-sdk/types';

/** Time limit for a source of credentials, in milliseconds. A command that a profile names may take some seconds. */
const LIMIT_MS = 30_000;

/** Named like the SDK's own error, since the remedy is the same. */
export class CredentialsProviderError extends Error {
  override readonly name = 'CredentialsProviderError';
}

/**
 * Returns a provider that fails if its source of credentials does not answer in time. The SDK waits for credentials for
 * ever, whatever the timeout of the call, and so does every later call, because all of them share one request for
 * credentials. A source that has not answered is therefore replaced by a new one.
 */
export function inTime(
  create: () => Promise<AwsCredentialIdentityProvider>,
  limitMs = LIMIT_MS,
): AwsCredentialIdentityProvider {
  let source = create();
  return async (properties) => {
    const asked = source;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        if (source === asked) source = create();
        reject(new CredentialsProviderError(`no credentials within ${Math.round(limitMs / 1000)} s`));
      }, limitMs);
    });
    try {
      return await Promise.race([asked.then((provide) => provide(properties)), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
