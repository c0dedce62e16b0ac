import * as v from 'valibot';
import {
  couldHold,
  MAX_ARN_LENGTH,
  parseProjectArn,
  parseProjectVersionArn,
  PROJECT_ARN,
  PROJECT_VERSION_ARN,
  type ProjectArn,
  type ProjectVersionArn,
} from '../arn.js';
import { durationMs, type Duration } from '../duration.js';
import type { omitUndefined } from '../omit-undefined.js';
import {
  described,
  duration,
  flag,
  matching,
  objectOf,
  optional,
  tagField,
  text,
} from '../parsing/fields.js';
import { parseRequest, shown, type Parsed } from '../parsing/problem.js';

export const DEFAULT_PROTECT_TAG = 'teardown=never';
export const DEFAULT_APPROVAL_TIMEOUT = '7d' as Duration;

/** Expected values of the fields of a request, in words. */
export const EXPECTED = {
  projectVersionArn:
    'the ARN of one model, arn:PARTITION:rekognition:REGION:ACCOUNT:project/NAME/version/NAME/TIMESTAMP',
  projectArn: 'the ARN of a project, arn:PARTITION:rekognition:REGION:ACCOUNT:project/NAME/TIMESTAMP',
  dryRun: 'true or false',
  ifRunning: '"stop" or "fail"',
  ifServing: '"ignore", "ask" or "fail"',
  ifTraining: '"wait" or "fail"',
  approval: 'an object such as {"required": true, "timeout": "7d"}',
  approvalRequired: 'true or false',
  protectTag: 'a tag as KEY=VALUE, such as "teardown=never"',
  requestedBy: 'a text of 1 to 256 characters',
  reason: 'a text of 1 to 1024 characters',
} as const;

function approvalField() {
  const approval = {
    required: flag(EXPECTED.approvalRequired),
    timeout: v.nullish(duration(), DEFAULT_APPROVAL_TIMEOUT),
  };
  return v.pipe(
    objectOf(approval, EXPECTED.approval),
    v.transform((value) => (value.required ? value : undefined)),
  );
}

export function projectArnField() {
  return v.pipe(
    matching(PROJECT_ARN, EXPECTED.projectArn),
    v.maxLength(MAX_ARN_LENGTH, EXPECTED.projectArn),
    v.transform((arn) => arn as ProjectArn),
  );
}

function projectVersionArnField() {
  return v.pipe(
    matching(PROJECT_VERSION_ARN, EXPECTED.projectVersionArn),
    v.maxLength(MAX_ARN_LENGTH, EXPECTED.projectVersionArn),
    v.transform((arn) => arn as ProjectVersionArn),
    v.description('ARN of the model to tear down.'),
  );
}

/** Returns the fields of a request. Requests for projects and sweeps share some of them. */
export const requestFields = () => ({
  projectVersionArn: projectVersionArnField(),
  projectArn: described(
    optional(projectArnField()),
    "ARN of the model's project. Skips a lookup. The request is rejected if it does not match.",
  ),
  dryRun: described(
    v.nullish(flag(EXPECTED.dryRun), false),
    'Returns what would be done, and why, without changing anything. Default: false.',
  ),
  ifRunning: described(
    v.nullish(v.picklist(['stop', 'fail'], EXPECTED.ifRunning), 'stop'),
    'What to do if the model is running. "fail" never stops a running model. Default: "stop".',
  ),
  ifServing: described(
    v.nullish(v.picklist(['ignore', 'ask', 'fail'], EXPECTED.ifServing), 'ignore'),
    'What to do if CloudWatch shows inference units in service, or DetectCustomLabels calls, in the last hour. "ask" waits for approval. Default: "ignore".',
  ),
  ifTraining: described(
    v.nullish(v.picklist(['wait', 'fail'], EXPECTED.ifTraining), 'wait'),
    'What to do if the model is training. "fail" does not wait for the training to end. Default: "wait".',
  ),
  approval: described(
    optional(approvalField()),
    'Waits for approval before the model is stopped or deleted. If nobody approves within the timeout (default: "7d"), the teardown is rejected. Default: no approval.',
  ),
  gracePeriod: described(
    optional(duration()),
    'How long to keep the stopped model restorable before it is deleted. Default: no grace period.',
  ),
  protectTag: described(
    v.nullish(
      v.pipe(tagField(EXPECTED.protectTag), v.maxLength(385, EXPECTED.protectTag)),
      DEFAULT_PROTECT_TAG,
    ),
    'Models and projects with this tag are not torn down. Default: "teardown=never".',
  ),
  deadline: described(
    optional(duration()),
    'Total time allowed, such as "36h". After it, the run fails and deletes nothing more. Default: no deadline.',
  ),
  requestedBy: described(
    optional(text(EXPECTED.requestedBy, 256)),
    'Who is asking. Recorded in the memo, the result and the log.',
  ),
  reason: described(
    optional(text(EXPECTED.reason, 1024)),
    'Why. Recorded in the memo, the result and the log.',
  ),
});

const requestObject = () => objectOf(requestFields());

/** Returns the schema of the input of `teardownModel`: a model ARN, or an object. */
export function teardownRequestSchema() {
  return described(
    v.union([projectVersionArnField(), requestObject()]),
    'The model to tear down, as a model ARN or an object.',
  );
}

/** What `teardownModel` accepts: the ARN of a model, or an object. */
export type TeardownRequestInput = v.InferInput<ReturnType<typeof teardownRequestSchema>>;
/** A valid request, with its defaults. */
export type TeardownRequest = ReturnType<
  typeof omitUndefined<v.InferOutput<ReturnType<typeof requestObject>>>
>;

/** Validates an input of `teardownModel`. */
export function parseTeardownRequest(input: unknown): Parsed<TeardownRequest> {
  return parseRequest(input, {
    schema: requestObject(),
    what: 'a teardown request',
    input: EXPECTED.projectVersionArn,
    shorthand: 'projectVersionArn',
    mismatch: (request) => otherProject(request) ?? tooLong(request),
  });
}

function otherProject({ projectVersionArn, projectArn }: TeardownRequest): string | undefined {
  const model = parseProjectVersionArn(projectVersionArn);
  const project = projectArn === undefined ? undefined : parseProjectArn(projectArn);
  if (!model || !project || couldHold(project, model)) return undefined;
  return `projectArn must have the partition, Region, account and project name of the model; got ${shown(projectArn)} for ${projectVersionArn}.`;
}

/** Returns why a grace period doesn't fit into the deadline, or undefined if it does. */
export function tooLong({
  gracePeriod,
  deadline,
}: Pick<TeardownRequest, 'gracePeriod' | 'deadline'>): string | undefined {
  if (gracePeriod === undefined || deadline === undefined) return undefined;
  if (durationMs(gracePeriod) < durationMs(deadline)) return undefined;
  return `gracePeriod must be shorter than the deadline, which includes it; got ${shown(gracePeriod)} with the deadline ${shown(deadline)}.`;
}
