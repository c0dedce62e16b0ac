import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@aws-sdk/types';
import type { Aws } from '../activities/index.js';

// Temporal's retry is the only one: with the SDK's own on top, one throttled call would be three.
const OPTIONS = {
  maxAttempts: 1,
  // Without both, a request that is never answered hangs for ever.
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  customUserAgent: 'rekognition-teardown',
};

export interface AwsClientOptions {
  /** Whether the Rekognition endpoint is not AWS's own, so that AWS's STS can't know its accounts. */
  readonly foreignEndpoint: boolean;
  /** Default: as the AWS SDK finds them. */
  readonly endpoint?: string;
  readonly credentials?: AwsCredentialIdentity;
}

/** The worker's AWS clients, one a Region: a model's Region is in its ARN. */
export function createAwsClients({ foreignEndpoint, ...found }: AwsClientOptions): Aws {
  const rekognition = perRegion((region) => new RekognitionClient({ ...OPTIONS, ...found, region }));
  const cloudwatch = perRegion((region) => new CloudWatchClient({ ...OPTIONS, ...found, region }));
  const sts = perRegion((region) => new STSClient({ ...OPTIONS, ...found, region }));
  return { rekognition, cloudwatch, sts: (region) => (foreignEndpoint ? undefined : sts(region)) };
}

/**
 * Asks for credentials once, so that a worker without any says so at its start.
 *
 * @throws Error with one sentence that says how to give it some
 */
export async function checkCredentials(aws: Aws): Promise<void> {
  try {
    await aws.rekognition('us-east-1').config.credentials();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(
      `No AWS credentials (${said}). Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run with a role.`,
      { cause: error },
    );
  }
}

function perRegion<Client>(create: (region: string) => Client): (region: string) => Client {
  const clients = new Map<string, Client>();
  return (region) => {
    const client = clients.get(region) ?? create(region);
    clients.set(region, client);
    return client;
  };
}
