/** Options of every AWS client. Only Temporal retries: with the SDK's own retries on top, one throttled call would become three. */
export const AWS_OPTIONS = {
  maxAttempts: 1,
  // Without both, a request that is never answered would hang forever.
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  customUserAgent: 'rekognition-teardown',
};
