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
} from './arn.js';
import { durationMs, type Duration } from './duration.js';
import type { given } from './given.js';
import { described, duration, flag, matching, objectOf, optional, tagField, text } from './fields.js';
import { parseObject, shown } from './problem.js';

export const DEFAULT_PROTECT_TAG = 'teardown=never';
export const DEFAULT_APPROVAL_TIMEOUT = '7d' as Duration;

/** What each field of a request takes, in words. */
export const EXPECTED = {
  projectVersionArn:
    'the ARN of one model, arn:PARTITION:rekognition:REGION:ACCOUNT:project/NAME/version/NAME/TIMESTAMP',
  projectArn: 'the ARN of a project, arn:PARTITION:rekognition:REGION:ACCOUNT:project/NAME/TIMESTAMP',
  dryRun: 'true or false',
  ifRunning: '"stop" or "fail"',
  ifServing: '"ignore", "ask" or "fail"',
  ifTraining: '"wait" or "fail"',
  approval: 'an object like {"required": true, "timeout": "7d"}',
  approvalRequired: 'true or false',
  protectTag: 'a tag as KEY=VALUE, like "teardown=never"',
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
    v.description('The model to tear down.'),
  );
}

/** The fields that a teardown of a whole project has too are taken from here. */
export const requestFields = () => ({
  projectVersionArn: projectVersionArnField(),
  projectArn: described(
    optional(projectArnField()),
    "The model's project. Skips the look-up; refused if it does not match.",
  ),
  dryRun: described(
    v.nullish(flag(EXPECTED.dryRun), false),
    'Say what would be done and why; change nothing. Default: false.',
  ),
  ifRunning: described(
    v.nullish(v.picklist(['stop', 'fail'], EXPECTED.ifRunning), 'stop'),
    '"fail": never take a serving model down. Default: "stop".',
  ),
  ifServing: described(
    v.nullish(v.picklist(['ignore', 'ask', 'fail'], EXPECTED.ifServing), 'ignore'),
    'Where CloudWatch shows a running model in service, or calls of DetectCustomLabels, in the last hour: "ask" for approval, or "fail". Default: "ignore".',
  ),
  ifTraining: described(
    v.nullish(v.picklist(['wait', 'fail'], EXPECTED.ifTraining), 'wait'),
    '"fail": do not wait for training to end. Default: "wait".',
  ),
  approval: described(
    optional(approvalField()),
    'Ask for approval before the model is stopped or deleted. A time-out (default: "7d") is a refusal. Default: none.',
  ),
  gracePeriod: described(
    optional(duration()),
    'How long the model stays stopped, and can be restored, before it is deleted. Default: none.',
  ),
  protectTag: described(
    v.nullish(
      v.pipe(tagField(EXPECTED.protectTag), v.maxLength(385, EXPECTED.protectTag)),
      DEFAULT_PROTECT_TAG,
    ),
    'A model or project that carries this tag is refused. Default: "teardown=never".',
  ),
  deadline: described(
    optional(duration()),
    'Total time allowed, such as "36h". Passing it fails the run, having deleted nothing more.',
  ),
  requestedBy: described(
    optional(text(EXPECTED.requestedBy, 256)),
    'Who asks. Kept in memo, result and log.',
  ),
  reason: described(optional(text(EXPECTED.reason, 1024)), 'Why. Kept in memo, result and log.'),
});

const requestObject = () => objectOf(requestFields());

/** What `teardownModel` takes: a bare ARN, or an object. */
export function teardownRequestSchema() {
  return described(
    v.union([projectVersionArnField(), requestObject()]),
    'A model to tear down: its bare ARN, or an object.',
  );
}

export type TeardownRequestInput = v.InferInput<ReturnType<typeof teardownRequestSchema>>;
export type TeardownRequest = ReturnType<typeof given<v.InferOutput<ReturnType<typeof requestObject>>>>;

export type ParsedRequest =
  { readonly ok: true; readonly request: TeardownRequest } | { readonly ok: false; readonly problem: string };

/** Checks an input of any origin. `problem` is one sentence: which field, what was expected, what was given. */
export function parseTeardownRequest(input: unknown): ParsedRequest {
  const object = typeof input === 'string' ? { projectVersionArn: input } : input;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    return {
      ok: false,
      problem: `The input must be ${EXPECTED.projectVersionArn}, or an object with it in projectVersionArn; got ${shown(input)}.`,
    };
  }
  const parsed = parseObject(requestObject(), object, 'a teardown request');
  if (!parsed.ok) return parsed;
  const { request } = parsed;
  const problem = mismatch(request) ?? tooLong(request);
  return problem === undefined ? { ok: true, request } : { ok: false, problem };
}

function mismatch({ projectVersionArn, projectArn }: TeardownRequest): string | undefined {
  const model = parseProjectVersionArn(projectVersionArn);
  const project = projectArn === undefined ? undefined : parseProjectArn(projectArn);
  if (!model || !project || couldHold(project, model)) return undefined;
  return `projectArn must be of the model's own partition, Region, account and project name; got ${shown(projectArn)} for ${projectVersionArn}.`;
}

function tooLong({ gracePeriod, deadline }: TeardownRequest): string | undefined {
  if (gracePeriod === undefined || deadline === undefined) return undefined;
  if (durationMs(gracePeriod) < durationMs(deadline)) return undefined;
  return `gracePeriod must be shorter than the deadline, which counts it in; got ${shown(gracePeriod)} with the deadline ${shown(deadline)}.`;
}
