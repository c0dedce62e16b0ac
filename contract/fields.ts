import * as z from 'zod';
import { DURATION, type Duration } from './duration.js';

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
