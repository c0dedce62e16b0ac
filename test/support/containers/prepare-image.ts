import { buildWorkerImage } from './worker-image.js';
import { runFolder, writeImages } from './images-file.js';

console.log('Building the image of the worker (2 minutes)');
await writeImages({ worker: await buildWorkerImage(runFolder()) });
