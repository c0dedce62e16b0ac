import { ApiError } from './errors.js';

type Check =
  | { readonly type: 'string'; readonly min?: number; readonly max?: number; readonly pattern?: RegExp }
  | { readonly type: 'integer'; readonly min: number; readonly max?: number }
  | { readonly type: 'list'; readonly min: number; readonly max: number; readonly of: Check }
  | { readonly type: 'enum'; readonly values: readonly string[] }
  | { readonly type: 'structure' }
  | { readonly type: 'timestamp' }
  | { readonly type: 'map'; readonly max: number };
interface Member {
  readonly check: Check;
  readonly required?: true;
}

// Shapes of the service model (botocore, rekognition/2016-06-27).
const ARN = '^arn:[a-z\\d-]+:rekognition:[a-z\\d-]+:\\d{12}:project\\/[a-zA-Z0-9_.\\-]{1,255}';
const projectArn: Check = { type: 'string', min: 20, max: 2048, pattern: new RegExp(`(${ARN}\\/[0-9]+$)`) };
const versionArn: Check = {
  type: 'string',
  min: 20,
  max: 2048,
  pattern: new RegExp(`(${ARN}\\/version\\/[a-zA-Z0-9_.\\-]{1,255}\\/[0-9]+$)`),
};
const datasetArn: Check = {
  type: 'string',
  min: 20,
  max: 2048,
  pattern: new RegExp(`(${ARN}\\/dataset\\/(train|test)\\/[0-9]+$)`),
};
const name = (max: number): Check => ({ type: 'string', min: 1, max, pattern: /^[a-zA-Z0-9_.-]+$/ });
const names: Check = { type: 'list', min: 1, max: 10, of: name(255) };
const token: Check = { type: 'string', max: 1024 };
const page = (max: number): Check => ({ type: 'integer', min: 1, max });
const inferenceUnits: Check = { type: 'integer', min: 1 };
const required = (check: Check): Member => ({ check, required: true });
const optional = (check: Check): Member => ({ check });

/** The input of every operation that the emulator knows. */
export const INPUTS = {
  DescribeProjects: {
    NextToken: optional(token),
    MaxResults: optional(page(100)),
    ProjectNames: optional(names),
    Features: optional({
      type: 'list',
      min: 1,
      max: 2,
      of: { type: 'enum', values: ['CONTENT_MODERATION', 'CUSTOM_LABELS'] },
    }),
  },
  DescribeProjectVersions: {
    ProjectArn: required(projectArn),
    VersionNames: optional(names),
    NextToken: optional(token),
    MaxResults: optional(page(100)),
  },
  StartProjectVersion: {
    ProjectVersionArn: required(versionArn),
    MinInferenceUnits: required(inferenceUnits),
    MaxInferenceUnits: optional(inferenceUnits),
  },
  StopProjectVersion: { ProjectVersionArn: required(versionArn) },
  DeleteProjectVersion: { ProjectVersionArn: required(versionArn) },
  CopyProjectVersion: {
    SourceProjectArn: required(projectArn),
    SourceProjectVersionArn: required(versionArn),
    DestinationProjectArn: required(projectArn),
    VersionName: required(name(255)),
    OutputConfig: required({ type: 'structure' }),
    Tags: optional({ type: 'map', max: 200 }),
    KmsKeyId: optional({
      type: 'string',
      min: 1,
      max: 2048,
      pattern: /^[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,2048}$/,
    }),
  },
  DeleteProject: { ProjectArn: required(projectArn) },
  DescribeDataset: { DatasetArn: required(datasetArn) },
  DeleteDataset: { DatasetArn: required(datasetArn) },
  ListProjectPolicies: {
    ProjectArn: required(projectArn),
    NextToken: optional(token),
    MaxResults: optional(page(5)),
  },
  DeleteProjectPolicy: {
    ProjectArn: required(projectArn),
    PolicyName: required(name(128)),
    PolicyRevisionId: optional({ type: 'string', max: 64, pattern: /^[0-9A-Fa-f]+$/ }),
  },
  ListTagsForResource: { ResourceArn: required({ type: 'string', min: 20, max: 2048 }) },
  // CloudWatch's (botocore, cloudwatch/2010-08-01).
  GetMetricData: {
    MetricDataQueries: required({ type: 'list', min: 1, max: 500, of: { type: 'structure' } }),
    StartTime: required({ type: 'timestamp' }),
    EndTime: required({ type: 'timestamp' }),
    ScanBy: optional({ type: 'enum', values: ['TimestampDescending', 'TimestampAscending'] }),
  },
  // EventBridge's (botocore, events/2015-10-07).
  PutEvents: { Entries: required({ type: 'list', min: 1, max: 10, of: { type: 'structure' } }) },
  DescribeEventBus: { Name: optional({ type: 'string', min: 1, max: 1600 }) },
} as const satisfies Record<string, Record<string, Member>>;

export type OperationName = keyof typeof INPUTS;

/**
 * Refuses what the real API's model refuses.
 *
 * @throws ApiError SerializationException for a wrong type, ValidationException for a broken constraint
 */
export function checkInput(operation: OperationName, input: Readonly<Record<string, unknown>>): void {
  const members: Readonly<Record<string, Member>> = INPUTS[operation];
  const problems = Object.entries(members).flatMap(([member, { check, required: needed }]) => {
    const value = input[member];
    const at = member.charAt(0).toLowerCase() + member.slice(1);
    if (value !== undefined && value !== null) return violations(check, value, at);
    return needed ? [`Value null at '${at}' failed to satisfy constraint: Member must not be null`] : [];
  });
  if (problems.length === 0) return;
  const errors = problems.length === 1 ? 'error' : 'errors';
  throw new ApiError(
    'ValidationException',
    `${problems.length} validation ${errors} detected: ${problems.join('; ')}`,
  );
}

function violations(check: Check, value: unknown, at: string): string[] {
  const fails = (constraint: string) => [
    `Value '${String(value)}' at '${at}' failed to satisfy constraint: Member must ${constraint}`,
  ];
  switch (check.type) {
    case 'string': {
      const { min = 0, max = Infinity, pattern } = check;
      if (typeof value !== 'string') throw wrongType(at);
      if (value.length < min) return fails(`have length greater than or equal to ${min}`);
      if (value.length > max) return fails(`have length less than or equal to ${max}`);
      return pattern?.test(value) === false
        ? fails(`satisfy regular expression pattern: ${pattern.source}`)
        : [];
    }
    case 'integer': {
      const { min, max = Infinity } = check;
      if (!Number.isInteger(value)) throw wrongType(at);
      if (Number(value) < min) return fails(`have value greater than or equal to ${min}`);
      return Number(value) > max ? fails(`have value less than or equal to ${max}`) : [];
    }
    case 'enum':
      return typeof value === 'string' && check.values.includes(value)
        ? []
        : fails(`satisfy enum value set: [${check.values.join(', ')}]`);
    case 'list':
      if (!Array.isArray(value)) throw wrongType(at);
      if (value.length < check.min) return fails(`have length greater than or equal to ${check.min}`);
      if (value.length > check.max) return fails(`have length less than or equal to ${check.max}`);
      return value.flatMap((item: unknown, index) => violations(check.of, item, `${at}.${index + 1}.member`));
    case 'timestamp':
      if (typeof value !== 'number') throw wrongType(at);
      return [];
    case 'structure':
    case 'map':
      if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(at);
      return check.type === 'map' && Object.keys(value ?? {}).length > check.max
        ? fails(`have length less than or equal to ${check.max}`)
        : [];
    default:
      return check satisfies never;
  }
}

function wrongType(at: string): ApiError {
  return new ApiError('SerializationException', `Unexpected type of the value at '${at}'`);
}
