import * as v from 'valibot';
import { DURATION, type Duration } from './duration.js';

// Every workflow that a worker remembers has its own copy of what the modules hold. That is why the schemas come from
// functions, of which nothing is left after the parse, and from a library whose copy takes 50 kB; zod's took 600.

type AnySchema = v.GenericSchema<unknown, unknown>;

const EXPECTED_DURATION = 'a duration like "90s", "15m", "36h" or "14d", at most "999d"';

// Serializers of other languages write null for a field that was not set, so null means "not given".
export function optional<const T extends AnySchema>(schema: T) {
  return v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );
}

/** A schema with what the field is for, as the published JSON Schema says it. */
export function described<const T extends AnySchema>(schema: T, description: string) {
  return v.pipe(schema, v.description(description));
}

/** An object of these fields and no others. A field that is missing is told in the words of its own schema. */
export function objectOf<const Entries extends v.ObjectEntries>(entries: Entries, expected = 'an object') {
  return v.strictObject(entries, ({ path }) => {
    const key = String(path?.[0].key);
    // Of its own: JSON may have a field "constructor".
    const schema = Object.hasOwn(entries, key) ? entries[key] : undefined;
    return schema === undefined ? expected : (v.safeParse(schema, undefined).issues?.[0].message ?? expected);
  });
}

// Control characters can have a terminal do things, and half a character can not be written as UTF-8. Without the flag
// that knows their names, since JSON Schemas, in which this is published, have no flags.
const CONTROLS = '\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F';
const READABLE = new RegExp(`^(?:[^${CONTROLS}\\uD800-\\uDFFF]|[\\uD800-\\uDBFF][\\uDC00-\\uDFFF])*$`);
const TAG = new RegExp(`^[^=${CONTROLS}]+=[^${CONTROLS}]*$`);

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
  return matching(/^\d{12}$/, 'the twelve digits of an AWS account');
}

export function regionField() {
  return matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS Region, like "eu-west-1"');
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
