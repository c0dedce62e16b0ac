export { loadWorkerConfig, type WorkerConfig } from './config.js';
export { createModelTeardownHandler } from './nexus-handler.js';
export { startTracing, type Tracing } from './tracing.js';
export { createTeardownWorker, teardownWorkerOptions } from './teardown-worker.js';
