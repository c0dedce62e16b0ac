import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/**
 * Traces an AWS call as a span, by OpenTelemetry's conventions for the AWS SDK, if the worker is traced.
 *
 * @param action the IAM action
 */
export function traced<T>(action: string, call: () => Promise<T>): Promise<T> {
  const [service = '', method = ''] = action.split(':');
  const attributes = { 'rpc.system': 'aws-api', 'rpc.service': service, 'rpc.method': method };
  const tracer = trace.getTracer('rekognition-teardown');
  return tracer.startActiveSpan(action, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    try {
      return await call();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'Error' });
      throw error;
    } finally {
      span.end();
    }
  });
}
