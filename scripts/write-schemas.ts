// Writes the JSON Schemas that the package publishes: `npm run schemas`.
import { mkdir, writeFile } from 'node:fs/promises';
import { outputSchemas } from './output-schemas.js';
import {
  projectRequestJsonSchema,
  sweepRequestJsonSchema,
  teardownRequestJsonSchema,
} from './request-schemas.js';

const folder = new URL('../contract/schemas/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, schema] of [
  ['teardown-request', teardownRequestJsonSchema()],
  ['project-request', projectRequestJsonSchema()],
  ['sweep-request', sweepRequestJsonSchema()],
  ...outputSchemas(),
] as const) {
  await writeFile(new URL(`${name}.schema.json`, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
