import * as v from 'valibot';
import { FEATURES, MODEL_STATUSES, type ModelStatus } from '../model/description.js';
import { DEFAULT_APPROVAL_TIMEOUT, requestFields } from '../model/request.js';
import type { omitUndefined } from '../omit-undefined.js';
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
} from '../parsing/fields.js';
import { parseRequest, type Parsed } from '../parsing/problem.js';

/** Statuses in which a model is neither running nor changing. Sweeps select from these by default. */
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
  patterns: 'a list of 1 to 100 names, in which "*" matches any text',
  statuses: `a list of model statuses: ${MODEL_STATUSES.join(', ')}`,
  feature: '"CUSTOM_LABELS" or "CONTENT_MODERATION"',
  tags: 'a list of 1 to 50 tags as KEY=VALUE',
  tag: 'a tag as KEY=VALUE, such as "stage=dev"',
  ifServing: '"ignore" or "fail"',
} as const;

function listOf<const T extends v.GenericSchema<unknown, unknown>>(item: T, most: number, expected: string) {
  return v.pipe(v.array(item, expected), v.minLength(1, expected), v.maxLength(most, expected));
}

const patterns = () => listOf(text('a name, in which "*" matches any text', 255), 100, EXPECTED.patterns);

function sweepRequestObject() {
  const { gracePeriod, deadline, protectTag, requestedBy, reason } = requestFields();
  return objectOf({
    accountId: described(accountIdField(), 'Account to sweep.'),
    region: described(regionField(), 'Region to sweep.'),
    projects: described(
      optional(patterns()),
      'Selects only models of projects with these names; "*" matches any text.',
    ),
    versions: described(
      optional(patterns()),
      'Selects only models with these version names; "*" matches any text.',
    ),
    feature: described(
      optional(v.picklist(FEATURES, EXPECTED.feature)),
      'Selects only Custom Labels models, or only content-moderation adapters. Default: both.',
    ),
    statuses: described(
      optional(
        v.pipe(
          v.array(v.picklist(MODEL_STATUSES, EXPECTED.statuses), EXPECTED.statuses),
          v.minLength(1, EXPECTED.statuses),
        ),
      ),
      'Selects only models in these statuses. Default: all statuses in which a model is neither running nor changing. Models that are running, starting, stopping, training or being copied are skipped unless their status is listed here.',
    ),
    olderThan: described(optional(duration()), 'Selects only models that are at least this old.'),
    neverStarted: described(
      v.nullish(flag(), false),
      'Selects only Custom Labels models that were never started since they were trained or copied. Default: false.',
    ),
    tags: described(
      optional(listOf(tagField(EXPECTED.tag), 50, EXPECTED.tags)),
      'Selects only models that have all of these tags.',
    ),
    keepNewest: described(
      optional(wholeNumber(1, 1000)),
      'Keeps this many usable models per project, the newest. Models that failed to train or have expired do not count.',
    ),
    keepBest: described(
      optional(wholeNumber(1, 1000)),
      'Keeps this many usable models per project, those with the best F1 scores.',
    ),
    dryRun: described(
      v.nullish(flag(), true),
      'Returns what would be deleted, and what would be kept and why, without changing anything. Default: true.',
    ),
    maxDeletes: described(
      v.nullish(wholeNumber(0, 1000), DEFAULT_MAX_DELETES),
      'Requires approval if more models than this are selected. Default: 20.',
    ),
    approvalTimeout: described(
      v.nullish(duration(), DEFAULT_APPROVAL_TIMEOUT),
      'If nobody approves within this time, the sweep is rejected. Default: "7d".',
    ),
    ifServing: described(
      v.nullish(v.picklist(['ignore', 'fail'], EXPECTED.ifServing), 'ignore'),
      'What to do with running models that CloudWatch shows in use. "fail" keeps them. Default: "ignore".',
    ),
    gracePeriod: described(
      gracePeriod,
      'How long to keep each stopped model restorable before it is deleted. The sweep then ends once all teardowns are started. Default: no grace period.',
    ),
    deadline: described(
      deadline,
      'Total time allowed. When it passes, the teardowns that the sweep waits for are cancelled, and the run fails. Default: no limit.',
    ),
    protectTag: described(
      protectTag,
      'Models and projects with this tag are never swept. Default: "teardown=never".',
    ),
    requestedBy,
    reason,
  });
}

/** Returns the schema of the input of `sweepModels`. */
export function sweepRequestSchema() {
  return described(
    sweepRequestObject(),
    'Rules that select the models of an account and Region to tear down.',
  );
}

/** What `sweepModels` accepts. */
export type SweepRequestInput = v.InferInput<ReturnType<typeof sweepRequestObject>>;
/** A valid request, with its defaults. */
export type SweepRequest = ReturnType<
  typeof omitUndefined<v.InferOutput<ReturnType<typeof sweepRequestObject>>>
>;

/** Validates an input of `sweepModels`. */
export function parseSweepRequest(input: unknown): Parsed<SweepRequest> {
  return parseRequest(input, {
    schema: sweepRequestObject(),
    what: 'a sweep request',
    input: 'an object such as {"accountId": "111122223333", "region": "eu-west-1", "olderThan": "90d"}',
    mismatch: selectsNothing,
  });
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

/** Without a rule, a sweep would select every model in the account. */
function selectsNothing(request: SweepRequest): string | undefined {
  if (RULES.some((rule) => request[rule] !== undefined && request[rule] !== false)) return undefined;
  return `A sweep needs at least one rule that selects models: ${RULES.join(', ')}.`;
}
