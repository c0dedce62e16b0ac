// Reads a Dockerfile into stages. It refuses what it can't carry out, so that nothing in the file goes unproved.
import { DockerfileParser, type Instruction, type ModifiableInstruction } from 'dockerfile-ast';

export interface Stage {
  readonly name?: string;
  /** An image of a registry, or the name of an earlier stage. */
  readonly from: string;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: 'RUN'; readonly script: string }
  | {
      readonly kind: 'COPY';
      /** The name of an earlier stage; default: the build's context. */
      readonly from?: string;
      readonly sources: readonly string[];
      readonly to: string;
    }
  | { readonly kind: 'ENV'; readonly variables: Readonly<Record<string, string>> }
  | { readonly kind: 'WORKDIR' | 'USER'; readonly value: string }
  | { readonly kind: 'ENTRYPOINT' | 'CMD'; readonly command: readonly string[] };

/** @throws Error if it has an instruction, a flag or a form that is none of those above */
export function parseDockerfile(text: string): Stage[] {
  const stages: (Stage & { readonly steps: Step[] })[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const stage = stages.at(-1);
    if (instruction.getKeyword() === 'FROM') stages.push(stageOf(instruction));
    else if (stage === undefined) throw refusal(instruction);
    else stage.steps.push(stepOf(instruction));
  }
  return stages;
}

function stageOf(instruction: Instruction): Stage & { readonly steps: Step[] } {
  const [from = '', as = 'AS', name, ...others] = wordsOf(instruction);
  if (flagsOf(instruction).length > 0 || as.toUpperCase() !== 'AS' || others.length > 0)
    throw refusal(instruction);
  return { from, steps: [], ...(name !== undefined && { name }) };
}

function stepOf(instruction: Instruction): Step {
  const content = instruction.getArgumentsContent() ?? '';
  const keyword = instruction.getKeyword();
  switch (keyword) {
    case 'RUN':
      if (flagsOf(instruction).length > 0 || /^\[|<</.test(content)) throw refusal(instruction);
      return { kind: keyword, script: content };
    case 'COPY':
      return copyOf(instruction);
    case 'ENV':
      return {
        kind: keyword,
        variables: Object.fromEntries(content.split(/\s+/).map(variableIn(instruction))),
      };
    case 'WORKDIR':
    case 'USER':
      if (!/^[\w./-]+$/.test(content)) throw refusal(instruction);
      return { kind: keyword, value: content };
    case 'ENTRYPOINT':
    case 'CMD':
      // The other form, a shell's, does not pass on SIGTERM.
      if (!content.startsWith('[')) throw refusal(instruction);
      return { kind: keyword, command: JSON.parse(content) as string[] };
    default:
      throw refusal(instruction);
  }
}

function copyOf(instruction: Instruction): Step {
  const sources = wordsOf(instruction);
  const to = sources.pop();
  const [from, ...others] = flagsOf(instruction).map((flag) => /^--from=([\w-]+)$/.exec(flag)?.[1]);
  const isRefused = others.length > 0 || (from === undefined && flagsOf(instruction).length > 0);
  if (to === undefined || isRefused || !sources.every((path) => /^[\w./@-]+$/.test(path)))
    throw refusal(instruction);
  return { kind: 'COPY', sources, to, ...(from !== undefined && { from }) };
}

function variableIn(instruction: Instruction) {
  return (word: string): readonly [string, string] => {
    const [, name, value] = /^(\w+)=([\w./:-]*)$/.exec(word) ?? [];
    if (name === undefined || value === undefined) throw refusal(instruction);
    return [name, value];
  };
}

function wordsOf(instruction: Instruction): string[] {
  return (instruction.getArgumentsContent() ?? '').split(/\s+/);
}

/** Those that the content of an instruction lacks, such as `--from=build`. */
function flagsOf(instruction: Instruction): string[] {
  if (!('getFlags' in instruction)) return [];
  return (instruction as ModifiableInstruction).getFlags().map((flag) => flag.toString());
}

function refusal(instruction: Instruction): Error {
  return new Error(`The tests can't carry out this line of a Dockerfile: ${instruction.toString()}`);
}
