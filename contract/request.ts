import * as z from 'zod';
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
import { duration, optional, text } from './fields.js';
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
  return z
    .strictObject(
      {
        required: z.boolean({ error: EXPECTED.approvalRequired }),
        timeout: optional(duration()).transform((value) => value ?? DEFAULT_APPROVAL_TIMEOUT),
      },
      { error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : EXPECTED.approval) },
    )
    .transform((approval) => (approval.required ? approval : undefined));
}

export function projectArnField() {
  return z
    .string({ error: EXPECTED.projectArn })
    .regex(PROJECT_ARN, { error: EXPECTED.projectArn })
    .max(MAX_ARN_LENGTH, { error: EXPECTED.projectArn })
    .transform((arn) => arn as ProjectArn);
}

/** The fields that a teardown of a whole project has too are taken from here. */
export const requestObject = () =>
  z.strictObject({
    projectVersionArn: z
      .string({ error: EXPECTED.projectVersionArn })
      .regex(PROJECT_VERSION_ARN, { error: EXPECTED.projectVersionArn })
      .max(MAX_ARN_LENGTH, { error: EXPECTED.projectVersionArn })
      .transform((arn) => arn as ProjectVersionArn)
      .describe('The model to tear down.'),
    projectArn: optional(projectArnField()).describe(
      "The model's project. Skips the look-up; refused if it does not match.",
    ),
    dryRun: optional(z.boolean({ error: EXPECTED.dryRun }))
      .transform((value) => value ?? false)
      .describe('Say what would be done and why; change nothing. Default: false.'),
    ifRunning: optional(z.enum(['stop', 'fail'], { error: EXPECTED.ifRunning }))
      .transform((value) => value ?? 'stop')
      .describe('"fail": never take a serving model down. Default: "stop".'),
    ifServing: optional(z.enum(['ignore', 'ask', 'fail'], { error: EXPECTED.ifServing }))
      .transform((value) => value ?? 'ignore')
      .describe(
        'Where CloudWatch shows a running model in service, or calls of DetectCustomLabels, in the last hour: "ask" for approval, or "fail". Default: "ignore".',
      ),
    ifTraining: optional(z.enum(['wait', 'fail'], { error: EXPECTED.ifTraining }))
      .transform((value) => value ?? 'wait')
      .describe('"fail": do not wait for training to end. Default: "wait".'),
    approval: optional(approvalField()).describe(
      'Ask for approval before the model is stopped or deleted. A time-out (default: "7d") is a refusal. Default: none.',
    ),
    gracePeriod: optional(duration()).describe(
      'How long the model stays stopped, and can be restored, before it is deleted. Default: none.',
    ),
    protectTag: optional(
      z
        .string({ error: EXPECTED.protectTag })
        .regex(/^[^=]+=[^]*$/, { error: EXPECTED.protectTag })
        .max(385, { error: EXPECTED.protectTag }),
    )
      .transform((value) => value ?? DEFAULT_PROTECT_TAG)
      .describe('A model or project that carries this tag is refused. Default: "teardown=never".'),
    deadline: optional(duration()).describe(
      'Total time allowed, such as "36h". Passing it fails the run, having deleted nothing more.',
    ),
    requestedBy: optional(text(EXPECTED.requestedBy, 256)).describe(
      'Who asks. Kept in memo, result and log.',
    ),
    reason: optional(text(EXPECTED.reason, 1024)).describe('Why. Kept in memo, result and log.'),
  });

/** What `teardownModel` takes: a bare ARN, or an object. */
export function teardownRequestSchema() {
  const object = requestObject();
  return z
    .union([object.shape.projectVersionArn, object])
    .describe('A model to tear down: its bare ARN, or an object.');
}

export type TeardownRequestInput = z.input<ReturnType<typeof teardownRequestSchema>>;
export type TeardownRequest = ReturnType<typeof given<z.output<ReturnType<typeof requestObject>>>>;

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
