/** Lets callers share a queued AWS call: it is sent after all of them have joined. */
export interface SharedCalls {
  /**
   * @param cancelled rejects when this caller no longer needs the answer; the call is aborted when no caller needs it
   * @param call waits for its turn, and then takes the requested parts, after which no caller can join
   */
  join<T>({ key, part }: Question, cancelled: Promise<never>, call: SharedCall<T>): Promise<T>;
}

export interface Question {
  /** Callers with the same key share a call. */
  readonly key: string;
  /** The requested part of the answer. */
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
    // The first caller joins before the call can take the parts.
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
