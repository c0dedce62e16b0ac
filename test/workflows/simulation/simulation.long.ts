import { describeCore } from './searches.js';

describeCore(8, 1000);
