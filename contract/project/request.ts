import * as v from 'valibot';
import { EXPECTED, projectArnField, requestFields, tooLong } from '../model/request.js';
import type { omitUndefined } from '../omit-undefined.js';
import {
  accountIdField,
  described,
  matching,
  objectOf,
  optional,
  regionField,
  wholeNumber,
} from '../parsing/fields.js';
import { parseRequest, type Parsed } from '../parsing/problem.js';

const EXPECTED_NAME = 'a project name of 1 to 255 letters, digits, "_", "." or "-"';

// The AWS quota of models per project. With fewer at a time, grace periods would run one after another.
const DEFAULT_MAX_PARALLEL = 100;

function projectRequestObject() {
  const {
    dryRun,
    ifRunning,
    ifServing,
    ifTraining,
    approval,
    gracePeriod,
    deadline,
    protectTag,
    requestedBy,
    reason,
  } = requestFields();
  return objectOf({
    projectArn: described(
      optional(projectArnField()),
      'ARN of the project to tear down. Omit it if you set projectName, accountId and region.',
    ),
    projectName: described(
      optional(matching(/^[a-zA-Z0-9_.-]{1,255}$/, EXPECTED_NAME)),
      'Name of the project to tear down, instead of its ARN.',
    ),
    accountId: described(optional(accountIdField()), 'Account of the project. Requires projectName.'),
    region: described(optional(regionField()), 'Region of the project. Requires projectName.'),
    dryRun: described(
      dryRun,
      'Returns what would be done with each model, and why, without changing anything. Default: false.',
    ),
    ifRunning: described(
      ifRunning,
      'What to do with running models. "fail" keeps them, and the project. Default: "stop".',
    ),
    ifServing,
    ifTraining: described(
      ifTraining,
      'What to do with training models. "fail" keeps them, and the project. Default: "wait".',
    ),
    approval: described(
      approval,
      'Waits for one approval of the whole project before anything is stopped or deleted. If nobody approves within the timeout (default: "7d"), the teardown is rejected. Default: no approval.',
    ),
    gracePeriod: described(
      gracePeriod,
      'How long to keep each stopped model restorable before it is deleted. Default: no grace period.',
    ),
    deadline: described(
      deadline,
      'Total time allowed. When it passes, the teardowns of the models are cancelled, nothing else is deleted, and the run fails. Default: no limit.',
    ),
    protectTag,
    maxParallel: described(
      v.nullish(wholeNumber(1, 1000), DEFAULT_MAX_PARALLEL),
      'Maximum number of models to tear down at a time. Default: 100.',
    ),
    requestedBy,
    reason,
  });
}

/** Returns the schema of the input of `teardownProject`: a project ARN, or an object. */
export function projectRequestSchema() {
  return described(
    v.union([projectArnField(), projectRequestObject()]),
    'The project to tear down, as a project ARN or an object.',
  );
}

/** What `teardownProject` accepts: the ARN of a project, or an object. */
export type ProjectRequestInput = string | v.InferInput<ReturnType<typeof projectRequestObject>>;
/** A valid request, with its defaults. */
export type ProjectRequest = ReturnType<
  typeof omitUndefined<v.InferOutput<ReturnType<typeof projectRequestObject>>>
>;

/** Validates an input of `teardownProject`. */
export function parseProjectRequest(input: unknown): Parsed<ProjectRequest> {
  return parseRequest(input, {
    schema: projectRequestObject(),
    what: 'a project teardown request',
    input: EXPECTED.projectArn,
    shorthand: 'projectArn',
    mismatch: (request) => unnamed(request) ?? tooLong(request),
  });
}

function unnamed({ projectArn, projectName, accountId, region }: ProjectRequest): string | undefined {
  const named = [projectName, accountId, region].filter((it) => it !== undefined).length;
  if (projectArn === undefined ? named === 3 : named === 0) return undefined;
  return projectArn === undefined
    ? 'Name the project by projectArn, or by projectName, accountId and region.'
    : 'projectArn already names the project: omit projectName, accountId and region.';
}
