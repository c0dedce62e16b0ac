import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Gated } from './answer-gate.js';
import type { CallLimits } from './call-limits.js';
import type { SharedCalls } from './shared-calls.js';

/** AWS as one account has it in one Region. The clients retry nothing by themselves: Temporal's retry is the only one. */
export interface AwsAccess {
  readonly rekognition: Gated<RekognitionClient>;
  readonly cloudwatch: () => Promise<Gated<CloudWatchClient>>;
  /** Who the credentials belong to is asked there; undefined where nobody can tell, as with an emulator. */
  readonly sts: Gated<STSClient> | undefined;
  readonly limits: CallLimits;
  readonly sharedCalls: SharedCalls;
}

/** AWS as the owner of an ARN has it there. */
export type Aws = (owner: { readonly accountId: string; readonly region: string }) => AwsAccess;
