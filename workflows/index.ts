export { sweepModels } from './sweep-models.js';
export { teardownModel } from './teardown-model.js';
export { teardownProject } from './teardown-project.js';
