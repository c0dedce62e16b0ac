import * as v from 'valibot';
import { REGION } from '../arn.js';
import { DURATION, type Duration } from '../duration.js';

// Every cached workflow has its own copy of module state. Functions return the schemas so that they can be
// garbage-collected after the parse. A copy of valibot takes 50 kB, a copy of zod took 600 kB.

type AnySchema = v.GenericSchema<unknown, unknown>;

const EXPECTED_DURATION = 'a duration such as "90s", "15m", "36h" or "14d", at most "999d"';

// Serializers of other languages write null for a field that was not set, so null means "not given".
export function optional<const T extends AnySchema>(schema: T) {
  return v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );
}

/** Adds a description to a schema, for the published JSON Schema. */
export function described<const T extends AnySchema>(schema: T, description: string) {
  return v.pipe(schema, v.description(description));
}

/** Returns a schema for an object with exactly these fields. The message of a missing field comes from its own schema. */
export function objectOf<const Entries extends v.ObjectEntries>(entries: Entries, expected = 'an object') {
  return v.strictObject(entries, ({ path }) => {
    const key = String(path?.[0].key);
    // Own properties only: JSON may have a field named "constructor".
    const schema = Object.hasOwn(entries, key) ? entries[key] : undefined;
    return schema === undefined ? expected : (v.safeParse(schema, undefined).issues?.[0].message ?? expected);
  });
}

// Rejects control characters, which terminals interpret, and lone surrogates, which UTF-8 can't encode. Uses no flags,
// because JSON Schema patterns have none.
const CONTROLS = '\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F';
const READABLE = new RegExp(`^(?:[^${CONTROLS}\\uD800-\\uDFFF]|[\\uD800-\\uDBFF][\\uDC00-\\uDFFF])*$`);

// What tags of AWS do not contain (TagKey and TagValue allow letters, digits, separators and _.:/=+-@), as far as it can be
// said without flags: a protectTag in quotes, or with a line break, would match nothing and protect nothing. Nor do the
// key and the value begin or end with a space.
const NO_TAG = '\\u0000-\\u001F!-*,;<>?\\[-\\^`{-\\u009F\\u200B-\\u2027\\u202A-\\u206F';
const KEY = `[^= ${NO_TAG}](?:[^=${NO_TAG}]*[^= ${NO_TAG}])?`;
const VALUE = `(?:[^ ${NO_TAG}](?:[^${NO_TAG}]*[^ ${NO_TAG}])?)?`;
const TAG = new RegExp(`^${KEY}=${VALUE}$`);

export function text(expected: string, most: number) {
  return v.pipe(
    v.string(expected),
    v.minLength(1, expected),
    v.maxLength(most, expected),
    v.regex(READABLE, `${expected}, without control characters`),
  );
}

export function matching(pattern: RegExp, expected: string) {
  return v.pipe(v.string(expected), v.regex(pattern, expected));
}

export function duration() {
  return v.pipe(
    matching(DURATION, EXPECTED_DURATION),
    v.transform((value) => value as Duration),
  );
}

export function accountIdField() {
  return matching(/^\d{12}$/, 'the 12-digit ID of an AWS account');
}

export function regionField() {
  return matching(REGION, 'an AWS Region such as "eu-west-1"');
}

export function tagField(expected: string) {
  return matching(TAG, expected);
}

export function flag(expected = 'true or false') {
  return v.boolean(expected);
}

export function wholeNumber(least: number, most: number) {
  const expected = `a whole number from ${least} to ${most}`;
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(least, expected),
    v.maxValue(most, expected),
  );
}
