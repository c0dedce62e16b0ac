/** Whether a call is within the quota, at a time in milliseconds. */
export type Quota = (key: string, at: number) => boolean;

/** A token bucket a key: so many calls a second, and no more than that at once; undefined for no limit. */
export function createQuota(callsPerSecond: number | undefined): Quota {
  if (callsPerSecond === undefined) return () => true;
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (key, at) => {
    const last = buckets.get(key) ?? { tokens: callsPerSecond, at };
    const refilled = last.tokens + ((at - last.at) / 1000) * callsPerSecond;
    const tokens = Math.min(callsPerSecond, refilled);
    const allowed = tokens >= 1;
    buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at });
    return allowed;
  };
}
