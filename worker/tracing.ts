import { createRequire } from 'node:module';
import type { WorkerOptions } from '@temporalio/worker';

/** What makes a worker tell of its work by OpenTelemetry. */
export interface Tracing {
  readonly options: Pick<WorkerOptions, 'interceptors' | 'sinks'>;
  /** Sends what is left, at the end. */
  shutdown(): Promise<void>;
}

/** Part of the bundle of a traced worker's workflows. */
export const TRACING_MODULE = createRequire(import.meta.url).resolve(
  '@temporalio/interceptors-opentelemetry/lib/workflow-interceptors',
);

/** Whether OpenTelemetry's own variables name somebody to tell. */
export function isTraced(env: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);
}

/** Sends spans of workflows, activities and AWS calls by OTLP over HTTP, as OpenTelemetry's variables say. */
export async function startTracing(env: NodeJS.ProcessEnv = process.env): Promise<Tracing> {
  // Most workers are not traced, and all of this takes a while to load.
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
