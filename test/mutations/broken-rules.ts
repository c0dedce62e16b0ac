import { BROKEN_ACTIVITIES } from './broken-activities.js';
import { BROKEN_WORKFLOWS } from './broken-workflows.js';

export const MUTATIONS = [...BROKEN_WORKFLOWS, ...BROKEN_ACTIVITIES];
