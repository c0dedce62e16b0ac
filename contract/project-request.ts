import * as v from 'valibot';
import {
  accountIdField,
  described,
  matching,
  objectOf,
  optional,
  regionField,
  wholeNumber,
} from './fields.js';
import type { given } from './given.js';
import { parseObject, shown } from './problem.js';
import { EXPECTED, projectArnField, requestFields } from './request.js';

const EXPECTED_NAME = 'the name of a project, as AWS allows it';

// AWS's own quota of models in a project: with grace periods, fewer at a time would be grace periods in a row.
const DEFAULT_MAX_PARALLEL = 100;

function projectRequestObject() {
  const { dryRun, ifRunning, ifServing, ifTraining, approval, gracePeriod, protectTag, requestedBy, reason } =
    requestFields();
  return objectOf({
    projectArn: described(
      optional(projectArnField()),
      'The project to tear down. Left out where it is named by projectName, accountId and region.',
    ),
    projectName: described(
      optional(matching(/^[a-zA-Z0-9_.-]{1,255}$/, EXPECTED_NAME)),
      'The name of the project, instead of its ARN.',
    ),
    accountId: described(optional(accountIdField()), 'With projectName: the account that holds it.'),
    region: described(optional(regionField()), 'With projectName: the Region that holds it.'),
    dryRun: described(
      dryRun,
      'Say what would be done with every model and why; change nothing. Default: false.',
    ),
    ifRunning: described(
      ifRunning,
      '"fail": leave serving models, and the project, as they are. Default: "stop".',
    ),
    ifServing,
    ifTraining: described(
      ifTraining,
      '"fail": leave training models, and the project, as they are. Default: "wait".',
    ),
    approval: described(
      approval,
      'Ask once, for the whole project, before anything is stopped or deleted. A time-out (default: "7d") is a refusal. Default: none.',
    ),
    gracePeriod: described(
      gracePeriod,
      'How long each model stays stopped, and can be restored, before it is deleted. Default: none.',
    ),
    protectTag,
    maxParallel: described(
      v.nullish(wholeNumber(1, 1000), DEFAULT_MAX_PARALLEL),
      'How many models are torn down at a time. Default: 100.',
    ),
    requestedBy,
    reason,
  });
}

/** What `teardownProject` takes: a bare project ARN, or an object. */
export function projectRequestSchema() {
  return described(
    v.union([projectArnField(), projectRequestObject()]),
    'A project to tear down: its bare ARN, or an object.',
  );
}

export type ProjectRequestInput = string | v.InferInput<ReturnType<typeof projectRequestObject>>;
export type ProjectRequest = ReturnType<typeof given<v.InferOutput<ReturnType<typeof projectRequestObject>>>>;

export type ParsedProjectRequest =
  { readonly ok: true; readonly request: ProjectRequest } | { readonly ok: false; readonly problem: string };

/** Checks an input of any origin. `problem` is one sentence: which field, what was expected, what was given. */
export function parseProjectRequest(input: unknown): ParsedProjectRequest {
  const object = typeof input === 'string' ? { projectArn: input } : input;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    return {
      ok: false,
      problem: `The input must be ${EXPECTED.projectArn}, or an object with it in projectArn; got ${shown(input)}.`,
    };
  }
  const parsed = parseObject(projectRequestObject(), object, 'a project teardown request');
  if (!parsed.ok) return parsed;
  const { request } = parsed;
  const problem = unnamed(request);
  return problem === undefined ? { ok: true, request } : { ok: false, problem };
}

function unnamed({ projectArn, projectName, accountId, region }: ProjectRequest): string | undefined {
  const named = [projectName, accountId, region].filter((it) => it !== undefined).length;
  if (projectArn === undefined ? named === 3 : named === 0) return undefined;
  return projectArn === undefined
    ? 'The project must be named by projectArn, or by projectName, accountId and region.'
    : 'projectArn names the project already: leave projectName, accountId and region out.';
}
