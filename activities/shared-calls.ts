/** Lets those who ask AWS the same thing share a call that is still in line: it is made after all of them have asked. */
export interface SharedCalls {
  /**
   * @param cancelled rejects when this asker no longer wants an answer; the call is given up with the last of them
   * @param call waits for its turn, and then takes the parts that are wanted, after which nobody joins it any more
   */
  join<T>({ key, part }: Question, cancelled: Promise<never>, call: SharedCall<T>): Promise<T>;
}

export interface Question {
  /** The same for all who are given the same kind of answer. */
  readonly key: string;
  /** What of the answer is wanted. */
  readonly part: string;
}

type SharedCall<T> = (takeParts: () => ReadonlySet<string>, signal: AbortSignal) => Promise<T>;

interface InLine {
  readonly parts: Set<string>;
  readonly givenUp: AbortController;
  readonly answer: Promise<unknown>;
  askers: number;
}

export function createSharedCalls(): SharedCalls {
  const line = new Map<string, InLine>();

  const begin = (key: string, call: SharedCall<unknown>): InLine => {
    const parts = new Set<string>();
    const givenUp = new AbortController();
    const leave = () => {
      if (line.get(key)?.parts === parts) line.delete(key);
    };
    const takeParts = () => {
      leave();
      return parts;
    };
    // Who asks for the first time joins before the call can take the parts.
    const answer = Promise.resolve()
      .then(() => call(takeParts, givenUp.signal))
      .finally(leave);
    const begun: InLine = { parts, givenUp, answer, askers: 0 };
    line.set(key, begun);
    return begun;
  };

  return {
    async join<T>({ key, part }: Question, cancelled: Promise<never>, call: SharedCall<T>): Promise<T> {
      const joined = line.get(key) ?? begin(key, call);
      joined.parts.add(part);
      joined.askers += 1;
      try {
        return (await Promise.race([joined.answer, cancelled])) as T;
      } finally {
        joined.askers -= 1;
        if (joined.askers === 0) joined.givenUp.abort();
      }
    },
  };
}
