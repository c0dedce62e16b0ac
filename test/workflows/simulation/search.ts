/** A world that a search goes through, of which each state is a value. */
export interface Simulation<W extends { readonly end?: string | undefined }> {
  /** In words. */
  readonly name: string;
  readonly begin: () => W;
  /** Everything that can happen now, each by a name that `happen` understands. */
  readonly possible: (world: W) => string[];
  /** The same world if nothing comes of it. */
  readonly happen: (world: W, what: string) => W;
  /** Which rule is broken by what has happened, in words; undefined if none is. */
  readonly broken: (before: W, after: W) => string | undefined;
  readonly hashOf: (world: W) => number;
}

/** What an exhaustive search has found. */
export interface Searched {
  readonly states: number;
  readonly transitions: number;
  readonly ends: Readonly<Record<string, number>>;
  readonly scenario?: Scenario | undefined;
}

/** What leads to a broken rule. */
export interface Scenario {
  readonly name: string;
  readonly happenings: readonly string[];
  readonly rule: string;
}

/** Goes through every interleaving up to a depth, each state once for the same depth left; stops at a broken rule. */
export function explore<W extends { readonly end?: string | undefined }>(
  simulation: Simulation<W>,
  depth: number,
): Searched {
  const { name, possible, happen, broken, hashOf } = simulation;
  const left = new Map<number, number>();
  const ends: Record<string, number> = {};
  let transitions = 0;
  let scenario: Scenario | undefined;
  const path: string[] = [];

  const visit = (world: W, more: number): void => {
    for (const what of possible(world)) {
      const after = happen(world, what);
      if (after === world) continue;
      transitions += 1;
      path.push(what);
      const rule = broken(world, after);
      if (rule !== undefined) scenario = { name, happenings: [...path], rule };
      else if (after.end !== undefined) ends[after.end] = (ends[after.end] ?? 0) + 1;
      else if (more > 1) {
        const hash = hashOf(after);
        if ((left.get(hash) ?? 0) < more - 1) {
          left.set(hash, more - 1);
          visit(after, more - 1);
        }
      }
      if (scenario) return;
      path.pop();
    }
  };
  visit(simulation.begin(), depth);
  return {
    states: left.size,
    transitions,
    ends,
    ...(scenario && { scenario: shrunk(simulation, scenario) }),
  };
}

/** The rule that a scenario breaks; undefined if it breaks none. What can't happen is left out. */
function replay<W extends { readonly end?: string | undefined }>(
  { begin, possible, happen, broken }: Simulation<W>,
  happenings: readonly string[],
): string | undefined {
  let world = begin();
  for (const what of happenings) {
    if (!possible(world).includes(what)) continue;
    const after = happen(world, what);
    const rule = broken(world, after);
    if (rule !== undefined) return rule;
    world = after;
  }
  return undefined;
}

/** The scenario without everything that it does not need to break the same rule. */
export function shrunk<W extends { readonly end?: string | undefined }>(
  simulation: Simulation<W>,
  scenario: Scenario,
): Scenario {
  let { happenings } = scenario;
  for (let index = happenings.length - 1; index >= 0; index -= 1) {
    const fewer = happenings.toSpliced(index, 1);
    if (replay(simulation, fewer) === scenario.rule) {
      happenings = fewer;
      index = happenings.length;
    }
  }
  return { ...scenario, happenings };
}

export function inWords({ name, happenings, rule }: Scenario): string {
  return [`rule ${rule}`, `  ${name}`, ...happenings.map((it) => `  ${it}`)].join('\n');
}
