import { checkInput, INPUTS, type OperationName } from './constraints.js';
import type { Context } from './context.js';
import { deleteDataset, describeDataset } from './datasets.js';
import { ApiError } from './errors.js';
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
};

/** @throws ApiError UnknownOperationException */
export function operationName(target: string | undefined): OperationName {
  const name = /^RekognitionService\.(\w+)$/.exec(target ?? '')?.[1];
  if (name !== undefined && Object.hasOwn(INPUTS, name)) return name as OperationName;
  throw new ApiError('UnknownOperationException', `Unknown operation ${name ?? target}`);
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
