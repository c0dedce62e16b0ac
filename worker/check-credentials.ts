import { STSClient } from '@aws-sdk/client-sts';
import { AWS_OPTIONS } from '../activities/aws/client-options.js';
import { inWords } from '../activities/aws/errors.js';

/**
 * Returns the Region that the environment or the profile sets.
 *
 * @throws Error if neither does
 */
export function configuredRegion(): Promise<string> {
  return new STSClient({}).config.region();
}

/**
 * Resolves the worker's credentials once, so that a worker without credentials fails at startup.
 *
 * @throws Error that says which source failed and why, or how to configure one
 */
export async function checkCredentials(): Promise<void> {
  // The Region of the client is that of the STS that exchanges the token of a web identity. The worker may not reach another.
  const region = () => configuredRegion().catch(() => 'us-east-1');
  try {
    await new STSClient({ ...AWS_OPTIONS, region }).config.credentials();
  } catch (error) {
    throw new Error(explained(await reasonOf(error)), { cause: error });
  }
}

/** Returns the error of the source that the environment names, since the SDK does not pass it on. */
async function reasonOf(error: unknown, env = process.env): Promise<unknown> {
  if (!foundNone(error)) return error;
  const { fromHttp, fromIni } = await import('@aws-sdk/credential-providers');
  const hasAgent = env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] || env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'];
  if (hasAgent) return errorOf(fromHttp({ maxRetries: 0 })(), error);
  return env['AWS_PROFILE'] ? errorOf(fromIni({ ignoreCache: true })(), error) : error;
}

function errorOf(credentials: Promise<unknown>, otherwise: unknown): Promise<unknown> {
  return credentials.then(
    () => otherwise,
    (reason: unknown) => reason,
  );
}

/** Compares the message, since a source that exists and fails throws an error of the same name. */
const foundNone = (error: unknown) => /credentials from any providers/.test(inWords(error));

function explained(reason: unknown): string {
  // The command line of a `credential_process`, and what it has written, may have secrets.
  const said = inWords(reason).replace(/Command failed: .*/s, 'the credential_process of the profile failed');
  return foundNone(reason)
    ? `No AWS credentials (${said}). Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run with a role.`
    : `The source of the AWS credentials failed (${said}). Check its configuration, such as the trust policy of a role, and that the worker can reach it. AWS_REGION sets the Region of STS.`;
}
