import type { Duration } from '../duration.js';
import type { DecisionUpdate } from '../names.js';
import { duration, objectOf, optional, text } from '../parsing/fields.js';
import { parseObject, shown, type Refused } from '../parsing/problem.js';

function byWhom() {
  return {
    by: text('a text of 1 to 256 characters that names who decides', 256),
    note: optional(text('a text of 1 to 1024 characters', 1024)),
  };
}

/** Who decides, and why. */
export interface DecidedBy {
  readonly by: string;
  readonly note?: string;
}

/** The input of an update, as callers write it. `postpone` needs the time to add, such as `"7d"`. */
export type DecisionInputOf<Update extends DecisionUpdate> = Update extends 'postpone'
  ? DecidedBy & { readonly for: string }
  : DecidedBy;

/** A valid input of an update. */
export interface DecisionInput extends DecidedBy {
  readonly for?: Duration;
}

/** A decision about a teardown by a person, or by a timeout. */
export interface Decision {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly decision: DecisionUpdate | 'pause' | 'resume' | 'approvalTimedOut';
  /** Optional in signals. */
  readonly by?: string;
  readonly note?: string;
  readonly for?: Duration;
}

export type ParsedDecision = { readonly ok: true; readonly input: DecisionInput } | Refused;

/** Validates the input of an update. */
export function parseDecision(name: DecisionUpdate, input: unknown): ParsedDecision {
  const example = name === 'postpone' ? '{"by": "you", "for": "7d"}' : '{"by": "you"}';
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { ok: false, problem: `${name} takes an object such as ${example}; got ${shown(input)}.` };
  }
  const schema = name === 'postpone' ? objectOf({ ...byWhom(), for: duration() }) : objectOf(byWhom());
  const parsed = parseObject(schema, input, name);
  return parsed.ok ? { ok: true, input: parsed.request } : parsed;
}

/** Formats a decision for people: `approve by ana at 2026-11-24T07:00:00.000Z: v2 is live`. */
export function decisionInWords({ at, decision, by, note }: Decision): string {
  const who = by === undefined ? '' : ` by ${by}`;
  return `${decision}${who} at ${at}${note === undefined ? '' : `: ${note}`}`;
}
