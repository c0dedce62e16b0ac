import * as z from 'zod';
import { DURATION, type Duration } from './duration.js';
import { given } from './given.js';
import type { DecisionUpdate } from './names.js';
import { optional, problemOf, shown } from './problem.js';

const EXPECTED = {
  by: 'a text of 1 to 256 characters that says who decides',
  note: 'a text of 1 to 1024 characters',
  for: 'a duration like "90s", "15m", "36h" or "14d", at most "999d"',
} as const;

const text = (field: 'by' | 'note', most: number) =>
  z
    .string({ error: EXPECTED[field] })
    .min(1, { error: EXPECTED[field] })
    .max(most, { error: EXPECTED[field] });

const ByWhom = z.strictObject({ by: text('by', 256), note: optional(text('note', 1024)) });
const Postponement = ByWhom.extend({
  for: z
    .string({ error: EXPECTED.for })
    .regex(DURATION, { error: EXPECTED.for })
    .transform((length) => length as Duration),
});

/** What the updates take: who decides, why, and, for `postpone`, by how much. */
export interface DecisionInput {
  readonly by: string;
  readonly note?: string;
  readonly for?: Duration;
}

/** A decision that a person took about a teardown, or that time took for them. */
export interface Decision {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly decision: DecisionUpdate | 'pause' | 'resume' | 'approvalTimedOut';
  /** Signals may leave it out. */
  readonly by?: string;
  readonly note?: string;
  readonly for?: Duration;
}

export type ParsedDecision =
  { readonly ok: true; readonly input: DecisionInput } | { readonly ok: false; readonly problem: string };

/** Checks the input of an update. `problem` is one sentence: which field, what was expected, what was given. */
export function parseDecision(name: DecisionUpdate, input: unknown): ParsedDecision {
  const example = name === 'postpone' ? '{"by": "you", "for": "7d"}' : '{"by": "you"}';
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { ok: false, problem: `${name} takes an object like ${example}; got ${shown(input)}.` };
  }
  const schema = name === 'postpone' ? Postponement : ByWhom;
  const parsed = schema.safeParse(input);
  if (parsed.success) return { ok: true, input: given(parsed.data) };
  const fields = Object.keys(schema.shape);
  return { ok: false, problem: problemOf(parsed.error.issues[0], input, name, fields) };
}
