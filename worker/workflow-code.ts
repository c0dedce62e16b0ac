import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type BundleOptions,
  type WorkerOptions,
} from '@temporalio/worker';
import { TRACING_MODULE } from './tracing.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** TypeScript in tests, otherwise JavaScript. */
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** The converter of failures, which Temporal loads by its path, in encrypted workers. */
export const FAILURE_CONVERTER_PATH = here(`../codec/failure-converter.${EXTENSION}`);

/** Modules to bundle. With encryption, IDs have no ARNs and failures no plain text, which is a different module. */
const CODE = {
  plain: { bundle: here('../workflow-bundle.js'), module: '../workflows/index' },
  encrypted: { bundle: here('../workflow-bundle-encrypted.js'), module: '../workflows/encrypted' },
} as const;

export type PayloadKind = keyof typeof CODE;

/**
 * Limits how long one workflow task may run. An option of `Worker.create` that its types do not declare.
 *
 * Our tasks take milliseconds, but longer on a busy or suspended machine. After the SDK's default of 5 s,
 * Node.js ends not only the task but the process: "async hook stack has become corrupted"
 * (https://github.com/temporalio/sdk-typescript/issues/939, https://github.com/nodejs/node/issues/38503).
 */
export const PATIENTLY = { isolateExecutionTimeout: '1m' } as const;

/**
 * Returns the workflows for `Worker.create`: the bundle of `npm run build`, or else a bundle made at startup, which takes
 * about two seconds.
 */
export async function workflowCode(
  kind: PayloadKind,
  isTraced: boolean,
): Promise<Pick<WorkerOptions, 'workflowBundle'>> {
  const { bundle } = CODE[kind];
  return {
    workflowBundle:
      !isTraced && existsSync(bundle)
        ? { codePath: bundle }
        : await bundleWorkflows(kind, isTraced ? [TRACING_MODULE] : []),
  };
}

/** Bundles the workflows next to this module. */
export async function bundleWorkflows(
  kind: PayloadKind,
  workflowInterceptorModules: string[] = [],
): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath: here(`${CODE[kind].module}.${EXTENSION}`),
    workflowInterceptorModules: [
      here(`../workflows/shared/stale-cache.${EXTENSION}`),
      ...workflowInterceptorModules,
    ],
    ...(kind === 'encrypted' && { failureConverterPath: FAILURE_CONVERTER_PATH }),
    logger: new DefaultLogger('WARN'),
    webpackConfigHook: asOneModule,
  });
}

/** Writes the bundle for `npm run build`. */
export async function writeBundles(): Promise<void> {
  for (const kind of ['plain', 'encrypted'] as const) {
    const { code } = await bundleWorkflows(kind);
    await writeFile(CODE[kind].bundle, code);
  }
}

// Every cached workflow has its own instance of every module, with a getter for each export. Bundled into one
// module, without unused code, they take 290 kB per workflow instead of 450.
const asOneModule: NonNullable<BundleOptions['webpackConfigHook']> = (config) => ({
  ...config,
  // Stack traces only need positions. The source text would be two thirds of what a worker reads at startup.
  devtool: 'inline-nosources-source-map',
  optimization: { providedExports: true, usedExports: true, sideEffects: true, concatenateModules: true },
});
