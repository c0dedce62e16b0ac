import type { InitializeMiddleware } from '@aws-sdk/types';
import type { AnyClient } from './any-client.js';
import { EXPIRED, IDENTITY, UNKNOWN } from './denials.js';

/**
 * Renews the credentials of a client when AWS refuses them. The SDK renews those that expire, by this machine's clock, and
 * if that is wrong by an hour, AWS would refuse each call for an hour. It keeps access keys for ever, also once somebody has
 * replaced them.
 */
export function renewOnceRefused(client: AnyClient): void {
  const { credentials } = client.config;
  const renew: InitializeMiddleware<object, object> = (passOn) => async (args) => {
    try {
      return await passOn(args);
    } catch (error) {
      // The next attempt has them. Whatever is wrong with their source, it says so then.
      if (refusesCredentials(error)) void credentials({ forceRefresh: true }).catch(() => undefined);
      throw error;
    }
  };
  client.middlewareStack.add(renew, { step: 'initialize', name: 'renewRefusedCredentials' });
}

/**
 * Returns whether AWS says that the credentials of a call have expired, or that it does not know them. A signature that it
 * refuses because of this machine's clock does not: the SDK corrects the next one.
 */
export function refusesCredentials(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (EXPIRED.has(error.name) || UNKNOWN.has(error.name)) return true;
  const { $metadata: { clockSkewCorrected = false } = {} } = error as SdkError;
  return IDENTITY.has(error.name) && !clockSkewCorrected;
}

interface SdkError extends Error {
  readonly $metadata?: { readonly clockSkewCorrected?: boolean };
}
