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
import { DURATION, type Duration } from './duration.js';
import { given } from './given.js';

const EXPECTED = {
  projectVersionArn:
    'the ARN of one model, arn:PARTITION:rekognition:REGION:ACCOUNT:project/NAME/version/NAME/TIMESTAMP',
  projectArn: 'the ARN of a project, arn:PARTITION:rekognition:REGION:ACCOUNT:project/NAME/TIMESTAMP',
  dryRun: 'true or false',
  ifRunning: '"stop" or "fail"',
  ifTraining: '"wait" or "fail"',
  deadline: 'a duration like "90s", "15m", "36h" or "14d", at most "999d"',
  requestedBy: 'a text of 1 to 256 characters',
  reason: 'a text of 1 to 1024 characters',
} as const;

// Serializers of other languages write null for a field that was not set, so null means "not given".
const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined);

const RequestObject = z.strictObject({
  projectVersionArn: z
    .string({ error: EXPECTED.projectVersionArn })
    .regex(PROJECT_VERSION_ARN, { error: EXPECTED.projectVersionArn })
    .max(MAX_ARN_LENGTH, { error: EXPECTED.projectVersionArn })
    .transform((arn) => arn as ProjectVersionArn)
    .describe('The model to tear down.'),
  projectArn: optional(
    z
      .string({ error: EXPECTED.projectArn })
      .regex(PROJECT_ARN, { error: EXPECTED.projectArn })
      .max(MAX_ARN_LENGTH, { error: EXPECTED.projectArn })
      .transform((arn) => arn as ProjectArn),
  ).describe("The model's project. Skips the look-up; refused if it does not match."),
  dryRun: optional(z.boolean({ error: EXPECTED.dryRun }))
    .transform((value) => value ?? false)
    .describe('Say what would be done and why; change nothing. Default: false.'),
  ifRunning: optional(z.enum(['stop', 'fail'], { error: EXPECTED.ifRunning }))
    .transform((value) => value ?? 'stop')
    .describe('"fail": never take a serving model down. Default: "stop".'),
  ifTraining: optional(z.enum(['wait', 'fail'], { error: EXPECTED.ifTraining }))
    .transform((value) => value ?? 'wait')
    .describe('"fail": do not wait for training to end. Default: "wait".'),
  deadline: optional(
    z
      .string({ error: EXPECTED.deadline })
      .regex(DURATION, { error: EXPECTED.deadline })
      .transform((text) => text as Duration),
  ).describe('Total time allowed, such as "36h". Passing it fails the run, having deleted nothing more.'),
  requestedBy: optional(
    z
      .string({ error: EXPECTED.requestedBy })
      .min(1, { error: EXPECTED.requestedBy })
      .max(256, { error: EXPECTED.requestedBy }),
  ).describe('Who asks. Kept in memo, result and log.'),
  reason: optional(
    z
      .string({ error: EXPECTED.reason })
      .min(1, { error: EXPECTED.reason })
      .max(1024, { error: EXPECTED.reason }),
  ).describe('Why. Kept in memo, result and log.'),
});

/** What `teardownModel` takes: a bare ARN, or an object. */
export const TeardownRequestSchema = z
  .union([RequestObject.shape.projectVersionArn, RequestObject])
  .describe('A model to tear down: its bare ARN, or an object.');

export type TeardownRequestInput = z.input<typeof TeardownRequestSchema>;
export type TeardownRequest = ReturnType<typeof given<z.output<typeof RequestObject>>>;

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
  const parsed = RequestObject.safeParse(object);
  if (!parsed.success) return { ok: false, problem: sentence(parsed.error.issues[0], object) };
  const request = given(parsed.data);
  const problem = mismatch(request);
  return problem === undefined ? { ok: true, request } : { ok: false, problem };
}

function sentence(issue: z.core.$ZodIssue | undefined, object: object): string {
  if (issue?.code === 'unrecognized_keys') {
    const fields = Object.keys(RequestObject.shape).join(', ');
    return `${shown(issue.keys[0])} is not a field of a teardown request; the fields are ${fields}.`;
  }
  const field = String(issue?.path[0]);
  const value: unknown = (object as Record<string, unknown>)[field];
  return `${field} must be ${issue?.message}; got ${shown(value)}.`;
}

function mismatch({ projectVersionArn, projectArn }: TeardownRequest): string | undefined {
  const model = parseProjectVersionArn(projectVersionArn);
  const project = projectArn === undefined ? undefined : parseProjectArn(projectArn);
  if (!model || !project || couldHold(project, model)) return undefined;
  return `projectArn must be of the model's own partition, Region, account and project name; got ${shown(projectArn)} for ${projectVersionArn}.`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length <= 120 ? text : `${text.slice(0, 117)}...`;
}
