import type { TelemetryOptions } from '@temporalio/worker';
import type { HostAndPort } from '../contract/settings.js';

// Buckets in milliseconds, from a stop that is sent immediately to one that waits for approval.
const TIME_TO_STOP = [100, 250, 500, 1_000, 5_000, 15_000, 60_000, 600_000, 3_600_000, 86_400_000];

/**
 * Returns telemetry options that pass the logs of the SDK's native core to the worker's logger, and serve Temporal's and
 * our own metrics to Prometheus at `/metrics`, if there is an address for them. By default, the core prints to standard
 * output itself, in a format of its own.
 */
export function telemetry(metrics: HostAndPort | undefined): TelemetryOptions {
  return { logging: { forward: {} }, ...(metrics && metricsAt(metrics)) };
}

function metricsAt({ host, port }: HostAndPort): TelemetryOptions {
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
