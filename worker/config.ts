import { isIP } from 'node:net';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { LogLevel, NativeConnectionOptions } from '@temporalio/worker';
import type { AllowLists, NameList } from '../activities/allow-list.js';
import { parseEventBus, type EventBus } from '../activities/event-bus.js';
import { parseWebhook, type Webhook } from '../activities/webhook.js';
import type { LogFormat } from './logger.js';
import type { Role } from './aws-clients.js';
import { durationMs, isDuration } from '../contract/duration.js';
import { recordsSetting, type RecordsSetting } from '../records/setting.js';
import {
  addressSetting,
  checkEndpoint,
  InvalidSettingError,
  listSetting,
  searchAttributesSetting,
  taskQueueSetting,
  temporalSettings,
  type HostAndPort,
} from '../contract/settings.js';

/** Settings of a worker, from its environment: see `docs/reference/configuration.md`. */
export interface WorkerConfig {
  readonly connection: NativeConnectionOptions & { readonly address: string };
  readonly namespace: string;
  readonly taskQueue: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  /** Address of the Prometheus metrics endpoint. Undefined for none. */
  readonly metrics: HostAndPort | undefined;
  /** Address of the health endpoint. Undefined for none. */
  readonly health: HostAndPort | undefined;
  /** Deployment version of this worker. Undefined for an unversioned worker. */
  readonly version: WorkerVersion | undefined;
  /** Share of the AWS quota that all workers of the task queue have together. */
  readonly quotaShare: number;
  readonly role: Role | undefined;
  readonly allowLists: AllowLists;
  readonly webhook: Webhook | undefined;
  readonly eventBus: EventBus | undefined;
  /** How long before the end of a time limit an event reminds of it, in milliseconds. */
  readonly remindBeforeMs: number;
  /** Where records of deletions are written. Undefined for nowhere. */
  readonly records: RecordsSetting | undefined;
  /** Whether runs have search attributes, if the namespace has them. */
  readonly searchAttributes: boolean;
}

export interface WorkerVersion {
  readonly deploymentName: string;
  readonly buildId: string;
}

const LOG_LEVELS: readonly string[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] satisfies LogLevel[];

/** Endpoints that the AWS SDK and OpenTelemetry read themselves, and check only when they are called. */
export const ENDPOINTS: readonly string[] = [
  'AWS_ENDPOINT_URL',
  ...['REKOGNITION', 'CLOUDWATCH', 'EVENTBRIDGE', 'S3', 'STS', 'KMS'].map((api) => `AWS_ENDPOINT_URL_${api}`),
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
];

/**
 * Loads the worker's configuration from environment variables and the Temporal CLI's configuration file.
 *
 * @throws InvalidSettingError
 */
export function loadWorkerConfig(env: NodeJS.ProcessEnv = process.env): WorkerConfig {
  const logLevel = (env['LOG_LEVEL'] || 'INFO').toUpperCase();
  if (!isLogLevel(logLevel)) {
    throw new InvalidSettingError(
      `LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}; got "${env['LOG_LEVEL']}".`,
    );
  }
  for (const variable of ENDPOINTS) checkEndpoint(env, variable);
  return {
    ...temporalSettings(loadClientConnectConfig, env),
    taskQueue: taskQueueSetting(env['TEARDOWN_TASK_QUEUE']),
    logLevel,
    logFormat: logFormat(env),
    metrics: metrics(env),
    health: addressSetting(env, 'TEARDOWN_HEALTH_ADDRESS'),
    version: version(env),
    quotaShare: quotaShare(env),
    role: role(env),
    allowLists: {
      accounts: nameList(env, 'ACCOUNTS', /^(\d{12}|[\d*]*\*[\d*]*)$/, 'account IDs of 12 digits'),
      regions: nameList(env, 'REGIONS', /^[a-z\d*-]+$/, 'Regions such as eu-west-1'),
      projects: nameList(env, 'PROJECTS', /^[\w.*-]+$/, 'names of projects'),
    },
    webhook: env['TEARDOWN_WEBHOOK_URL']
      ? parseWebhook(env['TEARDOWN_WEBHOOK_URL'], env['TEARDOWN_WEBHOOK_SECRET'])
      : undefined,
    eventBus: env['TEARDOWN_EVENT_BUS']
      ? parseEventBus(env['TEARDOWN_EVENT_BUS'], env['AWS_REGION'])
      : undefined,
    remindBeforeMs: remindBeforeMs(env),
    records: recordsSetting(env),
    searchAttributes: searchAttributesSetting(env),
  };
}

/** The SDK resolves no host names here. */
function metrics(env: NodeJS.ProcessEnv): HostAndPort | undefined {
  const address = addressSetting(env, 'TEARDOWN_METRICS_ADDRESS');
  if (address === undefined || isIP(address.host) > 0) return address;
  throw new InvalidSettingError(
    `TEARDOWN_METRICS_ADDRESS must begin with an IP address, such as 127.0.0.1 or 0.0.0.0; got "${address.host}".`,
  );
}

/** Leaves other callers of the account two of the five calls per second of each operation. */
const DEFAULT_QUOTA_SHARE = 0.6;

function quotaShare(env: NodeJS.ProcessEnv): number {
  const given = env['TEARDOWN_QUOTA_SHARE'];
  const share = given ? Number(given) : DEFAULT_QUOTA_SHARE;
  if (share > 0 && share <= 1) return share;
  throw new InvalidSettingError(
    `TEARDOWN_QUOTA_SHARE must be a number above 0 and at most 1, like 0.6; got "${given}".`,
  );
}

function remindBeforeMs(env: NodeJS.ProcessEnv): number {
  const given = env['TEARDOWN_REMIND_BEFORE'];
  const duration = given || '1d';
  if (isDuration(duration)) return durationMs(duration);
  throw new InvalidSettingError(
    `TEARDOWN_REMIND_BEFORE must be a whole number and a unit, like 90m, 12h or 1d; got "${given}".`,
  );
}

function role(env: NodeJS.ProcessEnv): Role | undefined {
  const arn = env['TEARDOWN_ROLE_ARN'];
  const externalId = env['TEARDOWN_ROLE_EXTERNAL_ID'] || undefined;
  if (!arn && externalId !== undefined) {
    throw new InvalidSettingError(
      'TEARDOWN_ROLE_EXTERNAL_ID requires TEARDOWN_ROLE_ARN, the role to assume.',
    );
  }
  if (!arn) return undefined;
  // What AssumeRole accepts.
  if (externalId !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(externalId)) {
    throw new InvalidSettingError(
      `TEARDOWN_ROLE_EXTERNAL_ID must have 2 to 1224 letters, digits and characters of _+=,.@:/-; got "${externalId}".`,
    );
  }
  if (/^arn:[a-z\d-]+:iam::(\{account\}|\d{12}):role\/[\w+=,.@/-]+$/.test(arn)) return { arn, externalId };
  throw new InvalidSettingError(
    `TEARDOWN_ROLE_ARN must be the ARN of a role, like arn:aws:iam::{account}:role/model-teardown; got "${arn}".`,
  );
}

function logFormat(env: NodeJS.ProcessEnv): LogFormat {
  const format = env['LOG_FORMAT'] || 'text';
  if (format === 'text' || format === 'json') return format;
  throw new InvalidSettingError(`LOG_FORMAT must be text or json; got "${format}".`);
}

function version(env: NodeJS.ProcessEnv): WorkerVersion | undefined {
  const deploymentName = env['TEARDOWN_DEPLOYMENT_NAME'];
  const buildId = env['TEARDOWN_BUILD_ID'];
  if (deploymentName && buildId) return { deploymentName, buildId };
  if (!deploymentName && !buildId) return undefined;
  throw new InvalidSettingError('Set both TEARDOWN_DEPLOYMENT_NAME and TEARDOWN_BUILD_ID, or neither.');
}

/**
 * Reads the patterns of names that are allowed, and of those that are denied.
 *
 * @param pattern matches what can match a name: any other pattern, such as an account ID with dashes, would deny nothing
 */
function nameList(env: NodeJS.ProcessEnv, kind: string, pattern: RegExp, expected: string): NameList {
  const names = (variable: string) => {
    const given = listSetting(env, variable);
    const wrong = given.find((name) => !pattern.test(name));
    if (wrong === undefined) return given.length > 0 ? given : undefined;
    throw new InvalidSettingError(
      `${variable} must be ${expected}, separated by commas, in which * stands for any text; got "${wrong}".`,
    );
  };
  return { allow: names(`TEARDOWN_ALLOW_${kind}`), deny: names(`TEARDOWN_DENY_${kind}`) };
}

function isLogLevel(level: string): level is LogLevel {
  return LOG_LEVELS.includes(level);
}
