import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Gated } from './answer-gate.js';
import type { CallLimits } from './limits.js';
import type { SharedCalls } from './shared-calls.js';

/** Access to AWS in one account and Region. The clients do not retry: all retries are Temporal's. */
export interface AwsAccess {
  readonly rekognition: Gated<RekognitionClient>;
  readonly cloudwatch: () => Promise<Gated<CloudWatchClient>>;
  /** Returns the client that tells the account of the credentials. Undefined if AWS's STS can't know it, as with an emulator. */
  readonly sts: () => Promise<Gated<STSClient> | undefined>;
  readonly limits: CallLimits;
  readonly sharedCalls: SharedCalls;
  /** Returns the same access with credentials that do not change from call to call. */
  withFixedCredentials(): AwsAccess;
}

/** Returns the access to AWS in the account and Region of an ARN. */
export type Aws = (owner: { readonly accountId: string; readonly region: string }) => AwsAccess;
