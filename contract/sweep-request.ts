import * as z from 'zod';
import { accountIdField, duration, optional, regionField, text, wholeNumber } from './fields.js';
import type { given } from './given.js';
import { FEATURES, MODEL_STATUSES, type ModelStatus } from './model.js';
import { parseObject, shown } from './problem.js';
import { DEFAULT_APPROVAL_TIMEOUT, requestObject } from './request.js';

/** The statuses in which nothing goes on with a model, and nobody uses it: what a sweep selects unless told otherwise. */
export const AT_REST: readonly ModelStatus[] = [
  'TRAINING_COMPLETED',
  'TRAINING_FAILED',
  'FAILED',
  'STOPPED',
  'COPYING_COMPLETED',
  'COPYING_FAILED',
  'DEPRECATED',
  'EXPIRED',
];

const DEFAULT_MAX_DELETES = 20;

const EXPECTED = {
  patterns: 'a list of 1 to 100 names, in which "*" stands for any text',
  statuses: `a list of model statuses: ${MODEL_STATUSES.join(', ')}`,
  feature: '"CUSTOM_LABELS" or "CONTENT_MODERATION"',
  tags: 'a list of 1 to 50 tags as KEY=VALUE',
  tag: 'a tag as KEY=VALUE, like "stage=dev"',
  flag: 'true or false',
  ifServing: '"ignore" or "fail"',
} as const;

const patterns = () =>
  z
    .array(text('a name, in which "*" stands for any text', 255), { error: EXPECTED.patterns })
    .min(1, { error: EXPECTED.patterns })
    .max(100, { error: EXPECTED.patterns });

function sweepRequestObject() {
  const { gracePeriod, protectTag, requestedBy, reason } = requestObject().shape;
  return z.strictObject({
    accountId: accountIdField().describe('The account whose models are looked at.'),
    region: regionField().describe('The Region whose models are looked at.'),
    projects: optional(patterns()).describe(
      'Only models of projects of these names; "*" stands for any text.',
    ),
    versions: optional(patterns()).describe('Only models of these version names; "*" stands for any text.'),
    feature: optional(z.enum(FEATURES, { error: EXPECTED.feature })).describe(
      'Only Custom Labels models, or only content-moderation adapters. Default: both.',
    ),
    statuses: optional(
      z
        .array(z.enum(MODEL_STATUSES, { error: EXPECTED.statuses }), { error: EXPECTED.statuses })
        .min(1, { error: EXPECTED.statuses }),
    ).describe(
      'Only models in these statuses. Default: those in which nothing goes on: no model that runs, starts, stops, trains or is copied is swept unless its status is given here.',
    ),
    olderThan: optional(duration()).describe('Only models that were created at least so long ago.'),
    neverStarted: optional(z.boolean({ error: EXPECTED.flag }))
      .transform((value) => value ?? false)
      .describe(
        'Only Custom Labels models that were trained or copied and never started since. Default: false.',
      ),
    tags: optional(
      z
        .array(z.string({ error: EXPECTED.tag }).regex(/^[^=]+=[^]*$/, { error: EXPECTED.tag }), {
          error: EXPECTED.tags,
        })
        .min(1, { error: EXPECTED.tags })
        .max(50, { error: EXPECTED.tags }),
    ).describe('Only models that carry all of these tags.'),
    keepNewest: optional(wholeNumber(1, 1000)).describe(
      'Keep the newest so many models of each project that can be used; those that failed to train or expired do not count.',
    ),
    keepBest: optional(wholeNumber(1, 1000)).describe(
      'Keep the so many models of each project that have the best F1 scores, of those that can be used.',
    ),
    dryRun: optional(z.boolean({ error: EXPECTED.flag }))
      .transform((value) => value ?? true)
      .describe('Say what would be deleted, and what is kept and why; change nothing. Default: true.'),
    maxDeletes: optional(wholeNumber(0, 1000))
      .transform((value) => value ?? DEFAULT_MAX_DELETES)
      .describe('Where more models than this are selected, ask for approval first. Default: 20.'),
    approvalTimeout: optional(duration())
      .transform((value) => value ?? DEFAULT_APPROVAL_TIMEOUT)
      .describe('How long an approval is waited for; nobody in time is a refusal. Default: "7d".'),
    ifServing: optional(z.enum(['ignore', 'fail'], { error: EXPECTED.ifServing }))
      .transform((value) => value ?? 'ignore')
      .describe('"fail": leave running models that CloudWatch shows in use. Default: "ignore".'),
    gracePeriod: gracePeriod.describe(
      'How long each model stays stopped, and can be restored, before it is deleted. The sweep ends once all teardowns are started. Default: none.',
    ),
    protectTag: protectTag.describe(
      'A model or project that carries this tag is never swept. Default: "teardown=never".',
    ),
    requestedBy,
    reason,
  });
}

/** What `sweepModels` takes. */
export function sweepRequestSchema() {
  return sweepRequestObject().describe('Which models of an account and Region to tear down.');
}

export type SweepRequestInput = z.input<ReturnType<typeof sweepRequestObject>>;
export type SweepRequest = ReturnType<typeof given<z.output<ReturnType<typeof sweepRequestObject>>>>;

export type ParsedSweepRequest =
  { readonly ok: true; readonly request: SweepRequest } | { readonly ok: false; readonly problem: string };

/** Checks an input of any origin. `problem` is one sentence: which field, what was expected, what was given. */
export function parseSweepRequest(input: unknown): ParsedSweepRequest {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      ok: false,
      problem: `The input must be an object like {"accountId": "111122223333", "region": "eu-west-1", "olderThan": "90d"}; got ${shown(input)}.`,
    };
  }
  const parsed = parseObject(sweepRequestObject(), input, 'a sweep request');
  if (!parsed.ok) return parsed;
  const { request } = parsed;
  return selects(request)
    ? { ok: true, request }
    : { ok: false, problem: `A sweep must be told what to select, by one of ${RULES.join(', ')}.` };
}

const RULES = [
  'projects',
  'versions',
  'feature',
  'statuses',
  'olderThan',
  'neverStarted',
  'tags',
  'keepNewest',
  'keepBest',
] as const satisfies readonly (keyof SweepRequest)[];

/** Whether any rule is given, without which a sweep would select all that an account has. */
function selects(request: SweepRequest): boolean {
  return RULES.some((rule) => request[rule] !== undefined && request[rule] !== false);
}
