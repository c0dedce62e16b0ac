import { setTimeout as sleep } from 'node:timers/promises';
import {
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type Connection,
  type ConnectionOptions,
} from '@temporalio/client';

/** For the SDK's timer, which is set after the delay is known, in milliseconds. */
const MARGIN_MS = 100;

/** The retries of the calls of one connection. */
export interface GrpcRetries {
  readonly interceptors: NonNullable<ConnectionOptions['interceptors']>;
  /** Makes no more retries, and closes the connection. */
  end(connection: Connection): Promise<void>;
}

/**
 * Repeats calls as the SDK does by default. It (1.24) can't call a retry off: if the connection was closed by then, the call
 * throws in a timer, which ends the process. So a connection that has a retry to come is closed after it, in the background.
 */
export function createGrpcRetries(): GrpcRetries {
  const { retryableDecider, delayFunction } = defaultGrpcRetryOptions();
  let isOver = false;
  let lastAt = -Infinity;
  const interceptor = makeGrpcRetryInterceptor({
    retryableDecider: (attempt, status) => !isOver && retryableDecider(attempt, status),
    delayFunction(attempt, status) {
      const delayMs = delayFunction(attempt, status);
      lastAt = Math.max(lastAt, performance.now() + delayMs + MARGIN_MS);
      return delayMs;
    },
  });
  return {
    interceptors: [interceptor],
    async end(connection) {
      isOver = true;
      const leftMs = lastAt - performance.now();
      if (leftMs < 0) return connection.close();
      void sleep(leftMs).then(() => connection.close());
    },
  };
}
