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

/** A state that a search has come to, and how. */
interface Reached<W> {
  readonly world: W;
  readonly path: Path | undefined;
}

interface Path {
  readonly what: string;
  readonly before: Path | undefined;
}

/**
 * Goes through every interleaving up to a depth, breadth first: so each state is gone on from once, with as many happenings
 * left as it can have. Stops at a broken rule.
 */
export function explore<W extends { readonly end?: string | undefined }>(
  simulation: Simulation<W>,
  depth: number,
): Searched {
  const { name, begin, possible, happen, broken, hashOf } = simulation;
  const known = new Set<number>();
  const ends: Record<string, number> = {};
  let transitions = 0;
  let reached: Reached<W>[] = [{ world: begin(), path: undefined }];
  const found = (scenario?: Scenario): Searched => ({
    states: known.size,
    transitions,
    ends,
    ...(scenario && { scenario: shrunk(simulation, scenario) }),
  });

  for (let left = depth; left > 0; left -= 1) {
    const next: Reached<W>[] = [];
    for (const { world, path: before } of reached) {
      for (const what of possible(world)) {
        const after = happen(world, what);
        if (after === world) continue;
        transitions += 1;
        const path = { what, before };
        const rule = broken(world, after);
        if (rule !== undefined) return found({ name, happenings: happeningsOf(path), rule });
        if (after.end !== undefined) ends[after.end] = (ends[after.end] ?? 0) + 1;
        else if (left > 1 && isNew(known, hashOf(after))) next.push({ world: after, path });
      }
    }
    reached = next;
  }
  return found();
}

function isNew(known: Set<number>, hash: number): boolean {
  return known.size < known.add(hash).size;
}

function happeningsOf(path: Path | undefined): string[] {
  return path === undefined ? [] : [...happeningsOf(path.before), path.what];
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
