import type * as z from 'zod';
import { given } from './given.js';

export type Refused = { readonly ok: false; readonly problem: string };

/**
 * The object that a schema makes of another one, without the fields that have no value.
 *
 * @param what the object is, with its article: "a teardown request"
 */
export function parseObject<Schema extends z.ZodObject>(schema: Schema, object: object, what: string) {
  const parsed = schema.safeParse(object);
  if (parsed.success) return { ok: true as const, request: given<z.output<Schema>>(parsed.data) };
  const refused: Refused = {
    ok: false,
    problem: problemOf(parsed.error.issues[0], object, what, Object.keys(schema.shape)),
  };
  return refused;
}

/**
 * What is wrong with an object, in one sentence: which field, what was expected, what was given.
 *
 * @param what the object is, with its article: "a teardown request"
 */
function problemOf(
  issue: z.core.$ZodIssue | undefined,
  object: object,
  what: string,
  fields: readonly string[],
): string {
  const path = issue?.path ?? [];
  const field = path.join('.');
  if (issue?.code === 'unrecognized_keys') {
    const key = JSON.stringify(issue.keys[0]);
    return field
      ? `${key} is not a field of ${field}.`
      : `${key} is not a field of ${what}; the fields are ${fields.join(', ')}.`;
  }
  const value = path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key],
    object,
  );
  return `${field} must be ${issue?.message}; got ${shown(value)}.`;
}

/** A value as a message shows it, cut to 120 characters. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length <= 120 ? text : `${text.slice(0, 117)}...`;
}
