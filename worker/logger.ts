import { DefaultLogger, type LogEntry, type LogLevel } from '@temporalio/worker';
import { TEARDOWN_MODEL_ID_PREFIX } from '../contract/names.js';

export type LogFormat = 'text' | 'json';

/** Creates the logger of the worker: text to standard error, or JSON to standard output. */
export async function createLogger(level: LogLevel, format: LogFormat): Promise<DefaultLogger> {
  if (format === 'text') return new DefaultLogger(level);
  // Loaded on demand, since loading takes a while.
  const { pino, stdSerializers } = await import('pino');
  const json = pino({
    level: 'trace',
    base: null,
    messageKey: 'message',
    timestamp: false,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: stdSerializers.err },
  });
  return new DefaultLogger(level, (entry) => json[PINO_LEVELS[entry.level]](fieldsOf(entry), entry.message));
}

const PINO_LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

function fieldsOf({ timestampNanos, meta }: LogEntry): Record<string, unknown> {
  const workflowId: unknown = meta?.['workflowId'];
  return {
    time: new Date(Number(timestampNanos / 1_000_000n)).toISOString(),
    ...(typeof workflowId === 'string' &&
      workflowId.startsWith(`${TEARDOWN_MODEL_ID_PREFIX}arn:`) && {
        projectVersionArn: workflowId.slice(TEARDOWN_MODEL_ID_PREFIX.length),
      }),
    ...meta,
  };
}
