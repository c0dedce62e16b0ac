import { describeCore } from './searches.js';

describeCore(7, 1000);
