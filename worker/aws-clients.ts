import type { CloudWatchClient, CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { STSClient } from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@aws-sdk/types';
import { AssumeRoleError } from '../activities/aws/assume-role-error.js';
import { behindGate, type Gated } from '../activities/aws/answer-gate.js';
import type { Aws, AwsAccess } from '../activities/aws/access.js';
import { AWS_OPTIONS } from '../activities/aws/client-options.js';
import { CredentialsProviderError, inTime } from '../activities/aws/credentials-in-time.js';
import { isNamed } from '../activities/aws/errors.js';
import { createCallLimits, NO_LIMITS } from '../activities/aws/limits.js';
import type { Fleet } from '../activities/aws/quota-part.js';
import { refusesCredentials } from '../activities/aws/refused-credentials.js';
import { createSharedCalls } from '../activities/aws/shared-calls.js';
import { once } from '../contract/once.js';
import { isForeign } from './foreign-endpoint.js';

/** The session name of an assumed role, which CloudTrail shows. */
const ROLE_SESSION_NAME = 'rekognition-teardown';

export interface AwsClientOptions {
  /** Default: the AWS SDK's default credential chain. */
  readonly endpoint?: string;
  readonly credentials?: AwsCredentialIdentity;
  /** Default: the worker's own credentials, for all accounts. */
  readonly role?: Role | undefined;
  /** Share of the AWS quota, above 0 and at most 1. Default: no limit. */
  readonly quotaShare?: number;
  /** The workers that divide the share. Default: this process has all of it. */
  readonly fleet?: Fleet;
}

/** The role to assume in a model's account. */
export interface Role {
  /** The ARN, in which `{account}` stands for the account ID. */
  readonly arn: string;
  readonly externalId?: string | undefined;
}

/** Creates AWS clients and call limits per account and Region, both of which are part of a model's ARN. */
export function createAwsClients(options: AwsClientOptions): Aws {
  const known = new Map<string, AwsAccess>();
  return ({ accountId, region }) => {
    const key = `${accountId}/${region}`;
    const access = known.get(key) ?? createAccess(options, accountId, region);
    known.set(key, access);
    return access;
  };
}

function createAccess(
  { role, quotaShare, fleet, ...found }: AwsClientOptions,
  accountId: string,
  region: string,
): AwsAccess {
  const own = { ...AWS_OPTIONS, ...found, region };
  const config = role ? { ...own, credentials: assumed(role, accountId, own) } : own;
  const rekognition = new RekognitionClient(config);
  // Those with which Rekognition is asked: each client resolves its own, which may be of another account by then. One
  // handler: clients that are created for a question would each leave an open connection.
  const { credentials, requestHandler } = rekognition.config;
  const stsWith = (of: typeof credentials) =>
    once(async () => {
      const sts = new STSClient({ ...config, requestHandler, credentials: of });
      return (await isForeign(rekognition, sts)) ? undefined : behindGate(withClockOf(rekognition, sts));
    });
  const access: AwsAccess = {
    rekognition: behindGate(rekognition),
    cloudwatch: once(() => createCloudWatch(config)),
    sts: stsWith(credentials),
    limits: quotaShare === undefined ? NO_LIMITS : createCallLimits(quotaShare, fleet),
    sharedCalls: createSharedCalls(),
    withFixedCredentials() {
      // Resolved by the first call, whose failure explains what is wrong with them.
      const first = once(() => credentials());
      const fixed: typeof credentials = async (options) => {
        // For later calls: these credentials stay as they are.
        if (options?.forceRefresh) await credentials(options);
        return first();
      };
      const client = withClockOf(
        rekognition,
        new RekognitionClient({ ...config, requestHandler, credentials: fixed }),
      );
      // A call that is shared with others would have their credentials.
      return {
        ...access,
        rekognition: behindGate(client),
        sts: stsWith(fixed),
        sharedCalls: createSharedCalls(),
      };
    },
  };
  return access;
}

interface Clocked {
  readonly config: { systemClockOffset: number };
}

/**
 * Returns a client that shares its correction of this machine's clock with a lasting one. The SDK learns the correction from
 * AWS's answers. With a wrong clock, AWS would refuse each client that is created for a question, which begins without.
 */
function withClockOf<C extends Clocked>({ config: lasting }: Clocked, client: C): C {
  Object.defineProperty(client.config, 'systemClockOffset', {
    get: () => lasting.systemClockOffset,
    set(offsetMs: number) {
      lasting.systemClockOffset = offsetMs;
    },
  });
  return client;
}

/** Loads the CloudWatch client on first use: only `ifServing` needs it, and workers start faster without it. */
async function createCloudWatch(config: CloudWatchClientConfig): Promise<Gated<CloudWatchClient>> {
  const { CloudWatchClient: Client } = await import('@aws-sdk/client-cloudwatch');
  return behindGate(new Client(config));
}

/** Loads the EventBridge client. It has the worker's own credentials, also if the worker assumes roles for models. */
export async function createEventBridge(
  { region }: { readonly region: string },
  found: Pick<AwsClientOptions, 'endpoint' | 'credentials'> = {},
): Promise<Gated<EventBridgeClient>> {
  const { EventBridgeClient: Client } = await import('@aws-sdk/client-eventbridge');
  return behindGate(new Client({ ...AWS_OPTIONS, ...found, region }));
}

function assumed(
  { arn, externalId }: Role,
  accountId: string,
  clientConfig: typeof AWS_OPTIONS & { readonly region: string },
) {
  const params = {
    RoleArn: arn.replace('{account}', accountId),
    RoleSessionName: ROLE_SESSION_NAME,
    ExternalId: externalId,
  };
  const create = () => fromTemporaryCredentials({ params, clientConfig });
  return inTime(() => Promise.resolve(expiring(create, params.RoleArn)));
}

/**
 * Returns a provider that rejects credentials without an end: the SDK would keep them for ever, also after AWS has ended them.
 * If AWS refuses the worker's own credentials, a new provider takes its place, which reads them again.
 */
function expiring(create: () => AwsCredentialIdentityProvider, role: string): AwsCredentialIdentityProvider {
  let provide = create();
  return async (properties) => {
    const credentials = await provide(properties).catch((error: unknown) => {
      if (refusesCredentials(error)) provide = create();
      // The worker's own credentials were not found: no role was asked for.
      const isOwn = !(error instanceof Error) || isNamed(error, 'CredentialsProviderError');
      throw isOwn ? error : new AssumeRoleError(role, error);
    });
    if (credentials.expiration !== undefined) return credentials;
    const why = `sts:AssumeRole of ${role} returned credentials without the time at which they expire`;
    throw new CredentialsProviderError(why);
  };
}
