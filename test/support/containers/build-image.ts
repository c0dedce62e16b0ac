// Builds the image of a Dockerfile by its own steps, in trees instead of an engine.
import { mkdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { baseImage } from './base-images.js';
import { runContainer } from './container.js';
import { copyFromContext, copyFromStage } from './copy-step.js';
import type { Stage, Step } from './dockerfile.js';
import { bind, mountTree } from './tree.js';

export interface Image {
  /** The folders of its tree, the topmost first. */
  readonly layers: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
  readonly workdir: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
}

export interface BuildOptions {
  /** Holds the files that COPY takes, without those that its .dockerignore names. */
  readonly context: string;
  /** Receives the layers. */
  readonly folder: string;
  /** Shown to RUN at /mnt, for caches and certificates. */
  readonly shared: string;
  /** Set for RUN only, as build arguments are. */
  readonly runEnv: Readonly<Record<string, string>>;
}

interface Built {
  readonly image: Image;
  readonly root: string;
}

/** Returns the images of all stages, by their names or numbers. */
export async function buildStages(
  stages: readonly Stage[],
  options: BuildOptions,
): Promise<ReadonlyMap<string, Image>> {
  const built = new Map<string, Built>();
  for (const [index, stage] of stages.entries()) {
    const name = stage.name ?? `${index}`;
    built.set(name, await buildStage(stage, join(options.folder, name), built, options));
  }
  return new Map([...built].map(([name, { image }]) => [name, image]));
}

async function buildStage(
  { from, steps }: Stage,
  folder: string,
  earlier: ReadonlyMap<string, Built>,
  options: BuildOptions,
): Promise<Built> {
  const nothing = { user: '0', workdir: '/', entrypoint: [], command: [] };
  const base = earlier.get(from)?.image ?? { ...nothing, ...(await baseImage(from)) };
  const top = join(folder, 'layer');
  const root = await mountTree(base.layers, folder, top);
  await bind(options.shared, join(root, 'mnt'));
  let image: Image = { ...base, layers: [top, ...base.layers] };
  for (const step of steps) {
    image = { ...image, ...settingOf(step, image) };
    if (step.kind === 'WORKDIR') await mkdir(join(root, image.workdir), { recursive: true });
    if (step.kind === 'RUN') {
      const { env, workdir } = image;
      const command = ['/bin/sh', '-c', step.script];
      await runContainer({ root, command, env: { ...options.runEnv, ...env }, workdir });
    }
    if (step.kind === 'COPY') {
      const stage = step.from === undefined ? undefined : rootOf(step.from, earlier);
      const copy = { sources: step.sources, root, to: pathOf(image.workdir, step.to) };
      await (stage === undefined ? copyFromContext(options.context, copy) : copyFromStage(stage, copy));
    }
  }
  return { image, root };
}

function settingOf(step: Step, { env, workdir }: Image): Partial<Image> {
  switch (step.kind) {
    case 'ENV':
      return { env: { ...env, ...step.variables } };
    case 'WORKDIR':
      return { workdir: posix.resolve(workdir, step.value) };
    case 'USER':
      return { user: step.value };
    case 'ENTRYPOINT':
      return { entrypoint: step.command };
    case 'CMD':
      return { command: step.command };
    default:
      return {};
  }
}

function rootOf(stage: string, earlier: ReadonlyMap<string, Built>): string {
  const root = earlier.get(stage)?.root;
  if (root === undefined) throw new Error(`The Dockerfile has no stage ${stage} before this one.`);
  return root;
}

/** Ends in a slash if it is a folder that files are copied into. */
function pathOf(workdir: string, to: string): string {
  const path = posix.resolve(workdir, to);
  return /(^|\/)\.?$/.test(to) ? `${path}/` : path;
}
