import type { InitializeMiddleware } from '@aws-sdk/types';
import type { AnyClient } from './any-client.js';
import { isNamed } from './errors.js';

/**
 * Renews the credentials of a client when AWS says that they have expired. The SDK renews them by this machine's clock, and
 * if that is wrong by an hour, AWS would refuse each call for an hour.
 */
export function renewOnceExpired(client: AnyClient): void {
  const { credentials } = client.config;
  const renew: InitializeMiddleware<object, object> = (passOn) => async (args) => {
    try {
      return await passOn(args);
    } catch (error) {
      // The next attempt has them. Whatever is wrong with their source, it says so then.
      if (isExpired(error)) void credentials({ forceRefresh: true }).catch(() => undefined);
      throw error;
    }
  };
  client.middlewareStack.add(renew, { step: 'initialize', name: 'renewExpiredCredentials' });
}

/** Returns whether AWS says that the credentials of a call have expired. */
export function isExpired(error: unknown): boolean {
  return isNamed(error, 'ExpiredToken', 'ExpiredTokenException');
}
