import { cyrb53 } from '../../../contract/short-digest.js';
import { LAG_MS, readSince } from './aws.js';
import type { World } from './project-world.js';

/** A hash of everything that decides how a world goes on. Times count by their distance from now. */
export function hashOf(world: World): number {
  const { now, aws, isProtected, earlier, memory, doing, witness, end } = world;
  const ago = (time: number) => Math.max(time - now, -61_000);
  const sent = Object.entries(memory.sent).map(([arn, it]) => [
    arn,
    it.answer,
    it.from,
    ago(it.at),
    it.earlier && ago(it.earlier.at),
  ]);
  const { approval, approvalUntil, cancelled: isCancelled, late, paused } = memory;
  const { begun, changed, mayHaveDeleted, refusals, seen } = memory;
  return cyrb53(
    JSON.stringify([
      aws,
      isProtected,
      ago(readSince(world)),
      earlier
        .filter(({ until }) => until > readSince(world) - LAG_MS)
        .map(({ was, until }) => [was, ago(until)]),
      sent,
      [
        approval,
        approvalUntil && approvalUntil - now,
        isCancelled,
        late,
        paused,
        memory.datasets,
        memory.perhapsDeleted,
        begun,
        changed,
        mayHaveDeleted,
        Math.min(refusals, 3),
        memory.trouble?.reason === 'AccessDenied' && memory.trouble.action,
      ],
      [
        seen,
        memory.backOff && memory.backOff.until - now,
        memory.failure?.type,
        memory.rows.map(({ state }) => state),
      ],
      [
        doing?.ask,
        doing && 'arn' in doing && doing.arn,
        doing && 'until' in doing && doing.until && doing.until - now,
      ],
      { ...witness, readAt: undefined },
      end,
    ]),
  );
}
