import type { Aws } from '../../../activities/aws/access.js';

export interface HeldTurns {
  /** AWS as given, with each call of one action waiting for its turn until it is released. */
  readonly aws: Aws;
  /** Resolves when a call waits. */
  readonly waiting: Promise<void>;
  /** What the calls that can be shared were asked for. */
  readonly asked: ReadonlySet<string>;
  release(): void;
}

export function holdTurns(aws: Aws, action: string): HeldTurns {
  let waits = () => {};
  let release = () => {};
  const waiting = new Promise<void>((resolve) => (waits = resolve));
  const asked = new Set<string>();
  const released = new Promise<void>((resolve) => (release = resolve));
  return {
    waiting,
    asked,
    release: () => release(),
    aws: (owner) => {
      const access = aws(owner);
      const turn = async (called: string, signal: AbortSignal) => {
        if (called === action) {
          waits();
          await released;
        }
        return access.limits.turn(called, signal);
      };
      const join: typeof access.sharedCalls.join = (question, cancelled, call) => {
        const joined = access.sharedCalls.join(question, cancelled, call);
        if (question.key.startsWith(action)) asked.add(question.part);
        return joined;
      };
      return { ...access, sharedCalls: { join }, limits: { turn } };
    },
  };
}
