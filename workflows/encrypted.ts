// The entry module of the workflows for encrypted payloads, whose workflow IDs contain no ARNs.
import { arnDigest } from '../contract/arn-digest.js';
import { hideArnsInIds } from './shared/canonical-ids.js';

hideArnsInIds(arnDigest);

export * from './index.js';
