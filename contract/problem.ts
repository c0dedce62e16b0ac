import * as v from 'valibot';
import { given } from './given.js';

export type Refused = { readonly ok: false; readonly problem: string };

type ObjectSchema = v.StrictObjectSchema<v.ObjectEntries, v.ErrorMessage<v.StrictObjectIssue>>;

/**
 * The object that a schema makes of another one, without the fields that have no value.
 *
 * @param what the object is, with its article: "a teardown request"
 */
export function parseObject<Schema extends ObjectSchema>(schema: Schema, object: object, what: string) {
  const parsed = v.safeParse(schema, object);
  if (parsed.success) return { ok: true as const, request: given<v.InferOutput<Schema>>(parsed.output) };
  const refused: Refused = { ok: false, problem: problemOf(parsed.issues[0], schema, what) };
  return refused;
}

/** What is wrong with an object, in one sentence: which field, what was expected, what was given. */
function problemOf(issue: v.BaseIssue<unknown>, schema: ObjectSchema, what: string): string {
  const path = issue.path?.map(({ key }) => String(key)) ?? [];
  if (issue.type !== 'strict_object' || issue.expected !== 'never') {
    return `${path.join('.')} must be ${issue.message}; got ${shown(issue.path?.at(-1)?.value)}.`;
  }
  const key = shown(path.pop());
  return path.length > 0
    ? `${key} is not a field of ${path.join('.')}.`
    : `${key} is not a field of ${what}; the fields are ${Object.keys(schema.entries).join(', ')}.`;
}

const DEEPEST = 4;

/** Without what is nested deeper: JSON can be nested so deeply that writing it overflows the stack. */
function clipped(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '...';
  if (Array.isArray(value)) return value.map((item) => clipped(item, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, clipped(field, levels - 1)]));
}

/** A value as a message shows it, cut to 120 characters. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(clipped(value, DEEPEST)) ?? typeof value;
  return text.length <= 120 ? text : `${text.slice(0, 117)}...`;
}
