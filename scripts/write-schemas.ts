// Writes the JSON Schemas that the package publishes: `npm run schemas`.
import { mkdir, writeFile } from 'node:fs/promises';
import { teardownRequestJsonSchema } from '../contract/request-schema.js';

const folder = new URL('../contract/schemas/', import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(
  new URL('teardown-request.schema.json', folder),
  `${JSON.stringify(teardownRequestJsonSchema(), null, 2)}\n`,
);
