import { writeBundles } from './workflow-code.js';

await writeBundles();
