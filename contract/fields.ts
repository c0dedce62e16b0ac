import * as z from 'zod';
import { DURATION, type Duration } from './duration.js';

// A schema takes kilobytes, and every workflow that a worker remembers has its own copy of what the modules hold. That is
// why all of them are functions, of whose schemas nothing is left after the parse.

const EXPECTED_DURATION = 'a duration like "90s", "15m", "36h" or "14d", at most "999d"';

// Serializers of other languages write null for a field that was not set, so null means "not given".
export function optional<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

export function text(expected: string, most: number) {
  return z.string({ error: expected }).min(1, { error: expected }).max(most, { error: expected });
}

export function duration() {
  return z
    .string({ error: EXPECTED_DURATION })
    .regex(DURATION, { error: EXPECTED_DURATION })
    .transform((value) => value as Duration);
}

const EXPECTED_ACCOUNT = 'the twelve digits of an AWS account';
const EXPECTED_REGION = 'an AWS Region, like "eu-west-1"';

export function accountIdField() {
  return z.string({ error: EXPECTED_ACCOUNT }).regex(/^\d{12}$/, { error: EXPECTED_ACCOUNT });
}

export function regionField() {
  return z.string({ error: EXPECTED_REGION }).regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: EXPECTED_REGION });
}

export function wholeNumber(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}
