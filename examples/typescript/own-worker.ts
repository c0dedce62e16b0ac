import { NativeConnection } from '@temporalio/worker';
import { createTeardownWorker, loadWorkerConfig } from 'rekognition-teardown-worker';

const config = loadWorkerConfig();
const connection = await NativeConnection.connect(config.connection);
const worker = await createTeardownWorker(connection, config);
console.log(`polling ${config.taskQueue}`);
await worker.run(); // until SIGINT or SIGTERM
await connection.close();
