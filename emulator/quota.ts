/** Whether a call is within the quota, at a time in milliseconds. */
export type Quota = (caller: string, operation: string, at: number) => boolean;

// Tagging operations may be called twice as often ("Amazon Rekognition endpoints and quotas", AWS General Reference).
const TWICE = 'ListTagsForResource';

/** One token bucket for each key: a rate in calls a second, and a burst of the same size. Undefined: no limit. */
export function createQuota(callsPerSecond: number | undefined): Quota {
  if (callsPerSecond === undefined) return () => true;
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (caller, operation, at) => {
    const key = `${caller} ${operation}`;
    const rate = operation === TWICE ? 2 * callsPerSecond : callsPerSecond;
    const last = buckets.get(key) ?? { tokens: rate, at };
    const refilled = last.tokens + ((at - last.at) / 1000) * rate;
    const tokens = Math.min(rate, refilled);
    const allowed = tokens >= 1;
    buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at });
    return allowed;
  };
}
