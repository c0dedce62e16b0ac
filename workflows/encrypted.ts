// The entry module of the workflows where payloads are encrypted: their ids hold no ARN in plain text either.
import { arnDigest } from '../contract/arn-digest.js';
import { hideArnsInIds } from './canonical-ids.js';

hideArnsInIds(arnDigest);

export * from './index.js';
