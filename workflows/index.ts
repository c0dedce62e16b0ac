export { teardownModel } from './teardown-model.js';
