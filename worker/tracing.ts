import { createRequire } from 'node:module';
import type { WorkerOptions } from '@temporalio/worker';

/** Parts that add OpenTelemetry tracing to a worker. */
export interface Tracing {
  readonly options: Pick<WorkerOptions, 'interceptors' | 'sinks'>;
  /** Sends the remaining spans. */
  shutdown(): Promise<void>;
}

/** Interceptor module in the workflow bundle of a traced worker. */
export const TRACING_MODULE = createRequire(import.meta.url).resolve(
  '@temporalio/interceptors-opentelemetry/lib/workflow-interceptors',
);

/** Returns whether OpenTelemetry's environment variables set an endpoint. */
export function isTraced(env: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);
}

/** Exports spans of workflows, activities and AWS calls by OTLP over HTTP, configured by OpenTelemetry's variables. */
export async function startTracing(env: NodeJS.ProcessEnv = process.env): Promise<Tracing> {
  // Loaded on demand, since most workers are not traced and loading takes a while.
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { Resource }, temporal] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@temporalio/interceptors-opentelemetry'),
    ]);
  const resource = Resource.default().merge(
    new Resource({ 'service.name': env['OTEL_SERVICE_NAME'] || 'rekognition-teardown' }),
  );
  const processor = new BatchSpanProcessor(new OTLPTraceExporter());
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
  provider.register();
  return {
    options: {
      interceptors: {
        activity: [
          (context) => ({
            inbound: new temporal.OpenTelemetryActivityInboundInterceptor(context),
            outbound: new temporal.OpenTelemetryActivityOutboundInterceptor(context),
          }),
        ],
        nexus: [(context) => ({ inbound: new temporal.OpenTelemetryNexusInboundInterceptor(context) })],
      },
      sinks: { exporter: temporal.makeWorkflowExporter(processor, resource) },
    },
    shutdown: () => provider.shutdown(),
  };
}
