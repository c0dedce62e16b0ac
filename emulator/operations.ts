import { checkInput, INPUTS, type OperationName } from './constraints.js';
import type { Context } from './context.js';
import { deleteDataset, describeDataset } from './datasets.js';
import { ApiError } from './errors.js';
import { describeEventBus, putEvents } from './event-buses.js';
import { getMetricData } from './metrics.js';
import { deleteProjectPolicy, listProjectPolicies, listTagsForResource } from './policies-and-tags.js';
import { deleteProject, describeProjects } from './projects.js';
import {
  copyProjectVersion,
  deleteProjectVersion,
  describeProjectVersions,
  startProjectVersion,
  stopProjectVersion,
} from './versions.js';

type Operation = (context: Context, input: never) => object;

const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  DescribeProjects: describeProjects,
  DescribeProjectVersions: describeProjectVersions,
  StartProjectVersion: startProjectVersion,
  StopProjectVersion: stopProjectVersion,
  DeleteProjectVersion: deleteProjectVersion,
  CopyProjectVersion: copyProjectVersion,
  DeleteProject: deleteProject,
  DescribeDataset: describeDataset,
  DeleteDataset: deleteDataset,
  ListProjectPolicies: listProjectPolicies,
  DeleteProjectPolicy: deleteProjectPolicy,
  ListTagsForResource: listTagsForResource,
  GetMetricData: getMetricData,
  PutEvents: putEvents,
  DescribeEventBus: describeEventBus,
};

interface Target {
  readonly operation: OperationName;
  /** The name by which a request to that service is signed. */
  readonly signingName: string;
}

/** The operations of other services than Rekognition, by the header `X-Amz-Target`. */
const OTHERS: Readonly<Record<string, Target>> = {
  'GraniteServiceVersion20100801.GetMetricData': { operation: 'GetMetricData', signingName: 'monitoring' },
  'AWSEvents.PutEvents': { operation: 'PutEvents', signingName: 'events' },
  'AWSEvents.DescribeEventBus': { operation: 'DescribeEventBus', signingName: 'events' },
};

/**
 * What a request is for, by its header `X-Amz-Target`.
 *
 * @throws ApiError UnknownOperationException
 */
export function targetOf(header: string | undefined): Target {
  const other = OTHERS[header ?? ''];
  if (other) return other;
  const name = /^RekognitionService\.(\w+)$/.exec(header ?? '')?.[1];
  const isOther = Object.values(OTHERS).some(({ operation }) => operation === name);
  if (name !== undefined && Object.hasOwn(INPUTS, name) && !isOther) {
    return { operation: name as OperationName, signingName: 'rekognition' };
  }
  throw new ApiError('UnknownOperationException', `Unknown operation ${name ?? header}`);
}

/** Carries out a call, or throws the ApiError that the API answers with. */
export function perform(name: OperationName, context: Context, body: string): object {
  const input = parse(body);
  checkInput(name, input);
  // checkInput has just made sure of the type that the operation asks for.
  return OPERATIONS[name](context, input as never);
}

function parse(body: string): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body || '{}');
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return { ...input };
  } catch {
    // Falls through to the error that the API has for it.
  }
  throw new ApiError('SerializationException', 'The body is not a JSON object.');
}
