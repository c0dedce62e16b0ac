import type { Aws } from '../../activities/aws-access.js';

export interface HeldTurns {
  /** AWS as given, with each call of one action waiting for its turn until it is released. */
  readonly aws: Aws;
  /** Resolves when a call waits. */
  readonly waiting: Promise<void>;
  release(): void;
}

export function holdTurns(aws: Aws, action: string): HeldTurns {
  let waits = () => {};
  let release = () => {};
  const waiting = new Promise<void>((resolve) => (waits = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  return {
    waiting,
    release: () => release(),
    aws: (owner) => {
      const access = aws(owner);
      const turn = async (asked: string, signal: AbortSignal) => {
        if (asked === action) {
          waits();
          await released;
        }
        await access.limits.turn(asked, signal);
      };
      return { ...access, limits: { ...access.limits, turn } };
    },
  };
}
