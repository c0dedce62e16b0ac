import { hashOf } from './hash.js';
import { CORE, happen, worldOf, type Beginning, type CoreFunctions, type World } from './world.js';
import { possible } from './possible.js';
import { rulesBroken } from './rules.js';

/** What an exhaustive search has found. */
export interface Searched {
  readonly states: number;
  readonly transitions: number;
  readonly ends: Readonly<Record<string, number>>;
  readonly story?: Story | undefined;
}

/** What leads to a broken rule. */
export interface Story {
  readonly beginning: Beginning;
  readonly happenings: readonly string[];
  readonly rule: string;
}

/** Goes through every interleaving up to a depth, each state once for the same depth left; stops at a broken rule. */
export function explore(beginning: Beginning, depth: number, core: CoreFunctions = CORE): Searched {
  const left = new Map<number, number>();
  const ends: Record<string, number> = {};
  let transitions = 0;
  let story: Story | undefined;
  const path: string[] = [];

  const visit = (world: World, more: number): void => {
    for (const what of possible(world)) {
      const after = happen(world, what, core);
      if (after === world) continue;
      transitions += 1;
      path.push(what);
      const rule = rulesBroken(world, after);
      if (rule !== undefined) story = { beginning, happenings: [...path], rule };
      else if (after.end !== undefined) ends[after.end] = (ends[after.end] ?? 0) + 1;
      else if (more > 1) {
        const hash = hashOf(after);
        if ((left.get(hash) ?? 0) < more - 1) {
          left.set(hash, more - 1);
          visit(after, more - 1);
        }
      }
      if (story) return;
      path.pop();
    }
  };
  visit(worldOf(beginning, core), depth);
  return { states: left.size, transitions, ends, ...(story && { story: shrunk(story, core) }) };
}

/** The rule that a story breaks; undefined if it breaks none. What can't happen is left out. */
export function tell(
  beginning: Beginning,
  happenings: readonly string[],
  core: CoreFunctions = CORE,
): string | undefined {
  let world = worldOf(beginning, core);
  for (const what of happenings) {
    if (!possible(world).includes(what)) continue;
    const after = happen(world, what, core);
    const rule = rulesBroken(world, after);
    if (rule !== undefined) return rule;
    world = after;
  }
  return undefined;
}

/** The story without everything that it does not need to break the same rule. */
export function shrunk(story: Story, core: CoreFunctions = CORE): Story {
  const { beginning, rule } = story;
  let { happenings } = story;
  for (let index = happenings.length - 1; index >= 0; index -= 1) {
    const fewer = happenings.toSpliced(index, 1);
    if (tell(beginning, fewer, core) === rule) {
      happenings = fewer;
      index = happenings.length;
    }
  }
  return { ...story, happenings };
}

export function inWords({ beginning, happenings, rule }: Story): string {
  return [
    `rule ${rule}`,
    `  ${beginning.name} (${beginning.status})`,
    ...happenings.map((it) => `  ${it}`),
  ].join('\n');
}
