import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { LogLevel, NativeConnectionOptions } from '@temporalio/worker';
import type { AllowLists, NameList } from '../activities/allow-list.js';
import { parseWebhook, type Webhook } from '../activities/webhook.js';
import type { LogFormat } from './logger.js';
import type { Role } from './aws-clients.js';
import { DEFAULT_TASK_QUEUE } from '../contract/names.js';
import { addressSetting, listSetting, type HostAndPort } from '../contract/settings.js';

export interface WorkerConfig {
  readonly connection: NativeConnectionOptions & { readonly address: string };
  readonly namespace: string;
  readonly taskQueue: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  /** Where Prometheus finds the metrics; undefined: nowhere. */
  readonly metrics: HostAndPort | undefined;
  /** Where probes are answered; undefined: nowhere. */
  readonly health: HostAndPort | undefined;
  /** Which version of the code this worker is; undefined: unversioned. */
  readonly version: WorkerVersion | undefined;
  /** Whether the Rekognition endpoint is somebody else's than AWS's, so that AWS's STS can't know its accounts. */
  readonly foreignEndpoint: boolean;
  /** Of AWS's quota; several workers have to split it. */
  readonly quotaShare: number;
  readonly role: Role | undefined;
  readonly allowLists: AllowLists;
  readonly webhook: Webhook | undefined;
}

export interface WorkerVersion {
  readonly deploymentName: string;
  readonly buildId: string;
}

const LOG_LEVELS: readonly string[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] satisfies LogLevel[];

/**
 * The worker's configuration: the environment and Temporal's own configuration file, as `temporal` reads them.
 *
 * @throws Error with one sentence that names the setting
 */
export function loadWorkerConfig(env: NodeJS.ProcessEnv = process.env): WorkerConfig {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const logLevel = (env['LOG_LEVEL'] ?? 'INFO').toUpperCase();
  if (!isLogLevel(logLevel)) {
    throw new Error(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}; got "${env['LOG_LEVEL']}".`);
  }
  return {
    connection: { ...connectionOptions, address: connectionOptions.address ?? '127.0.0.1:7233' },
    namespace: namespace ?? 'default',
    taskQueue: env['TEARDOWN_TASK_QUEUE'] || DEFAULT_TASK_QUEUE,
    logLevel,
    logFormat: logFormat(env),
    metrics: addressSetting(env, 'TEARDOWN_METRICS_ADDRESS'),
    health: addressSetting(env, 'TEARDOWN_HEALTH_ADDRESS'),
    version: version(env),
    foreignEndpoint:
      Boolean(env['AWS_ENDPOINT_URL_REKOGNITION']) &&
      !env['AWS_ENDPOINT_URL_STS'] &&
      !env['AWS_ENDPOINT_URL'],
    quotaShare: quotaShare(env),
    role: role(env),
    allowLists: {
      accounts: nameList(env, 'ACCOUNTS'),
      regions: nameList(env, 'REGIONS'),
      projects: nameList(env, 'PROJECTS'),
    },
    webhook: env['TEARDOWN_WEBHOOK_URL']
      ? parseWebhook(env['TEARDOWN_WEBHOOK_URL'], env['TEARDOWN_WEBHOOK_SECRET'])
      : undefined,
  };
}

/** What leaves others of the account two calls a second of each operation's five. */
const DEFAULT_QUOTA_SHARE = 0.6;

function quotaShare(env: NodeJS.ProcessEnv): number {
  const given = env['TEARDOWN_QUOTA_SHARE'];
  const share = given ? Number(given) : DEFAULT_QUOTA_SHARE;
  if (share > 0 && share <= 1) return share;
  throw new Error(`TEARDOWN_QUOTA_SHARE must be a number above 0 and at most 1, like 0.6; got "${given}".`);
}

function role(env: NodeJS.ProcessEnv): Role | undefined {
  const arn = env['TEARDOWN_ROLE_ARN'];
  const externalId = env['TEARDOWN_ROLE_EXTERNAL_ID'] || undefined;
  if (!arn && externalId !== undefined) {
    throw new Error('TEARDOWN_ROLE_EXTERNAL_ID needs TEARDOWN_ROLE_ARN, the role that it is for.');
  }
  if (!arn) return undefined;
  if (/^arn:[a-z\d-]+:iam::(\{account\}|\d{12}):role\/[\w+=,.@/-]+$/.test(arn)) return { arn, externalId };
  throw new Error(
    `TEARDOWN_ROLE_ARN must be the ARN of a role, like arn:aws:iam::{account}:role/model-teardown; got "${arn}".`,
  );
}

function logFormat({ LOG_FORMAT: format = 'text' }: NodeJS.ProcessEnv): LogFormat {
  if (format === 'text' || format === 'json') return format;
  throw new Error(`LOG_FORMAT must be text or json; got "${format}".`);
}

function version(env: NodeJS.ProcessEnv): WorkerVersion | undefined {
  const deploymentName = env['TEARDOWN_DEPLOYMENT_NAME'];
  const buildId = env['TEARDOWN_BUILD_ID'];
  if (deploymentName && buildId) return { deploymentName, buildId };
  if (!deploymentName && !buildId) return undefined;
  throw new Error('TEARDOWN_DEPLOYMENT_NAME and TEARDOWN_BUILD_ID are needed both, or neither.');
}

function nameList(env: NodeJS.ProcessEnv, kind: string): NameList {
  const names = (variable: string) => {
    const given = listSetting(env, variable);
    return given.length > 0 ? given : undefined;
  };
  return { allow: names(`TEARDOWN_ALLOW_${kind}`), deny: names(`TEARDOWN_DENY_${kind}`) };
}

function isLogLevel(level: string): level is LogLevel {
  return LOG_LEVELS.includes(level);
}
