import type { TelemetryOptions } from '@temporalio/worker';
import type { HostAndPort } from '../contract/settings.js';

// From a stop that is sent at once to one that has waited for an approval, in milliseconds.
const TIME_TO_STOP = [100, 250, 500, 1_000, 5_000, 15_000, 60_000, 600_000, 3_600_000, 86_400_000];

/** Temporal's metrics and ours for Prometheus, at `/metrics`, named by its conventions. */
export function metricsAt({ host, port }: HostAndPort): TelemetryOptions {
  return {
    metrics: {
      prometheus: {
        bindAddress: `${host.includes(':') ? `[${host}]` : host}:${port}`,
        countersTotalSuffix: true,
        unitSuffix: true,
        histogramBucketOverrides: { teardown_time_to_stop: TIME_TO_STOP },
      },
    },
  };
}
