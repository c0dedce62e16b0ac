import type { Duration } from './duration.js';
import { duration, objectOf, optional, text } from './fields.js';
import type { DecisionUpdate } from './names.js';
import { parseObject, shown } from './problem.js';

function byWhom() {
  return {
    by: text('a text of 1 to 256 characters that says who decides', 256),
    note: optional(text('a text of 1 to 1024 characters', 1024)),
  };
}

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
  const schema = name === 'postpone' ? objectOf({ ...byWhom(), for: duration() }) : objectOf(byWhom());
  const parsed = parseObject(schema, input, name);
  return parsed.ok ? { ok: true, input: parsed.request } : parsed;
}

/** A decision as people read it: `approve by ana at 2026-11-24T07:00:00.000Z: v2 is live`. */
export function decisionInWords({ at, decision, by, note }: Decision): string {
  const who = by === undefined ? '' : ` by ${by}`;
  return `${decision}${who} at ${at}${note === undefined ? '' : `: ${note}`}`;
}
