import type { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { inTime } from './credentials-in-time.js';
import { REQUEST_TIMEOUT_MS } from './request-timeout.js';

type ChainOptions = Parameters<typeof fromNodeProviderChain>[0];

/** Options of every AWS client. Only Temporal retries: with the SDK's own retries on top, one throttled call would become three. */
export const AWS_OPTIONS = {
  maxAttempts: 1,
  // Without both, a request that is never answered would hang forever.
  requestHandler: {
    connectionTimeout: 3_000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  },
  customUserAgent: 'rekognition-teardown',
  // The SDK's own chain, which has no time limit. Loaded on first use, since most clients of tests need none. Without
  // `ignoreCache`, this process would read ~/.aws only once, and never see credentials that were renewed there.
  credentialDefaultProvider: (options: ChainOptions) =>
    inTime(async () =>
      (await import('@aws-sdk/credential-providers')).fromNodeProviderChain({
        ...options,
        ignoreCache: true,
      }),
    ),
};
