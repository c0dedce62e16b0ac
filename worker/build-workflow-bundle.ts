import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from './workflow-code.js';

const { code } = await bundleWorkflows();
await writeFile(fileURLToPath(new URL('../workflow-bundle.js', import.meta.url)), code);
