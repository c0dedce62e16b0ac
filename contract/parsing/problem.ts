import * as v from 'valibot';
import { omitUndefined } from '../omit-undefined.js';

/** What is wrong with an input, in one sentence: the field, what was expected, and what was given. */
export type Refused = { readonly ok: false; readonly problem: string };
export type Parsed<Request> = { readonly ok: true; readonly request: Request } | Refused;

/** What the requests of a workflow look like. */
export interface RequestFormat<Schema extends ObjectSchema> {
  readonly schema: Schema;
  /** Names a request, with its article: "a teardown request". */
  readonly what: string;
  /** What the input must be, in words. With a shorthand, what the text must be. */
  readonly input: string;
  /** The field that a text sets. Without it, the input must be an object. */
  readonly shorthand?: string;
  /** Returns what is wrong with fields that are valid on their own. */
  readonly mismatch: (request: RequestOf<Schema>) => string | undefined;
}

type RequestOf<Schema extends ObjectSchema> = ReturnType<typeof omitUndefined<v.InferOutput<Schema>>>;

type ObjectSchema = v.StrictObjectSchema<v.ObjectEntries, v.ErrorMessage<v.StrictObjectIssue>>;

/** Parses the input of a workflow. */
export function parseRequest<Schema extends ObjectSchema>(
  input: unknown,
  { schema, what, input: expected, shorthand, mismatch }: RequestFormat<Schema>,
): Parsed<RequestOf<Schema>> {
  const object = shorthand !== undefined && typeof input === 'string' ? { [shorthand]: input } : input;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    const alternative = shorthand === undefined ? '' : `, or an object with it in ${shorthand}`;
    return { ok: false, problem: `The input must be ${expected}${alternative}; got ${shown(input)}.` };
  }
  const parsed = parseObject(schema, object, what);
  const problem = parsed.ok ? mismatch(parsed.request) : undefined;
  return problem === undefined ? parsed : { ok: false, problem };
}

/** Parses an object with a schema, and removes undefined fields. */
export function parseObject<Schema extends ObjectSchema>(
  schema: Schema,
  object: object,
  what: string,
): Parsed<RequestOf<Schema>> {
  const parsed = v.safeParse(schema, object);
  return parsed.success
    ? { ok: true, request: omitUndefined<v.InferOutput<Schema>>(parsed.output) }
    : { ok: false, problem: problemOf(parsed.issues[0], schema, what) };
}

/** Returns what is wrong with an object, in one sentence: the field, what was expected, and what was given. */
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

/** Clips deeply nested values: JSON can be nested deeply enough to overflow the stack when it is written. */
function clipped(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '...';
  if (Array.isArray(value)) return value.map((item) => clipped(item, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, clipped(field, levels - 1)]));
}

/** Formats a value for a message, cut to 120 characters. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(clipped(value, DEEPEST)) ?? typeof value;
  return text.length <= 120 ? text : `${text.slice(0, 117)}...`;
}
