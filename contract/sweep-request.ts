import * as v from 'valibot';
import {
  accountIdField,
  described,
  duration,
  flag,
  objectOf,
  optional,
  regionField,
  tagField,
  text,
  wholeNumber,
} from './fields.js';
import type { given } from './given.js';
import { FEATURES, MODEL_STATUSES, type ModelStatus } from './model.js';
import { parseObject, shown } from './problem.js';
import { DEFAULT_APPROVAL_TIMEOUT, requestFields } from './request.js';

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
  ifServing: '"ignore" or "fail"',
} as const;

function listOf<const T extends v.GenericSchema<unknown, unknown>>(item: T, most: number, expected: string) {
  return v.pipe(v.array(item, expected), v.minLength(1, expected), v.maxLength(most, expected));
}

const patterns = () => listOf(text('a name, in which "*" stands for any text', 255), 100, EXPECTED.patterns);

function sweepRequestObject() {
  const { gracePeriod, protectTag, requestedBy, reason } = requestFields();
  return objectOf({
    accountId: described(accountIdField(), 'The account whose models are looked at.'),
    region: described(regionField(), 'The Region whose models are looked at.'),
    projects: described(
      optional(patterns()),
      'Only models of projects of these names; "*" stands for any text.',
    ),
    versions: described(optional(patterns()), 'Only models of these version names; "*" stands for any text.'),
    feature: described(
      optional(v.picklist(FEATURES, EXPECTED.feature)),
      'Only Custom Labels models, or only content-moderation adapters. Default: both.',
    ),
    statuses: described(
      optional(
        v.pipe(
          v.array(v.picklist(MODEL_STATUSES, EXPECTED.statuses), EXPECTED.statuses),
          v.minLength(1, EXPECTED.statuses),
        ),
      ),
      'Only models in these statuses. Default: those in which nothing goes on: no model that runs, starts, stops, trains or is copied is swept unless its status is given here.',
    ),
    olderThan: described(optional(duration()), 'Only models that were created at least so long ago.'),
    neverStarted: described(
      v.nullish(flag(), false),
      'Only Custom Labels models that were trained or copied and never started since. Default: false.',
    ),
    tags: described(
      optional(listOf(tagField(EXPECTED.tag), 50, EXPECTED.tags)),
      'Only models that carry all of these tags.',
    ),
    keepNewest: described(
      optional(wholeNumber(1, 1000)),
      'Keep the newest so many models of each project that can be used; those that failed to train or expired do not count.',
    ),
    keepBest: described(
      optional(wholeNumber(1, 1000)),
      'Keep the so many models of each project that have the best F1 scores, of those that can be used.',
    ),
    dryRun: described(
      v.nullish(flag(), true),
      'Say what would be deleted, and what is kept and why; change nothing. Default: true.',
    ),
    maxDeletes: described(
      v.nullish(wholeNumber(0, 1000), DEFAULT_MAX_DELETES),
      'Where more models than this are selected, ask for approval first. Default: 20.',
    ),
    approvalTimeout: described(
      v.nullish(duration(), DEFAULT_APPROVAL_TIMEOUT),
      'How long an approval is waited for; nobody in time is a refusal. Default: "7d".',
    ),
    ifServing: described(
      v.nullish(v.picklist(['ignore', 'fail'], EXPECTED.ifServing), 'ignore'),
      '"fail": leave running models that CloudWatch shows in use. Default: "ignore".',
    ),
    gracePeriod: described(
      gracePeriod,
      'How long each model stays stopped, and can be restored, before it is deleted. The sweep ends once all teardowns are started. Default: none.',
    ),
    protectTag: described(
      protectTag,
      'A model or project that carries this tag is never swept. Default: "teardown=never".',
    ),
    requestedBy,
    reason,
  });
}

/** What `sweepModels` takes. */
export function sweepRequestSchema() {
  return described(sweepRequestObject(), 'Which models of an account and Region to tear down.');
}

export type SweepRequestInput = v.InferInput<ReturnType<typeof sweepRequestObject>>;
export type SweepRequest = ReturnType<typeof given<v.InferOutput<ReturnType<typeof sweepRequestObject>>>>;

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
