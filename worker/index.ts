export { loadWorkerConfig, type WorkerConfig } from './config.js';
export { modelTeardownHandler } from './nexus-handler.js';
export { createTeardownWorker, teardownWorkerOptions } from './teardown-worker.js';
