import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type BundleOptions,
  type WorkerOptions,
} from '@temporalio/worker';
import { FAILURE_CONVERTER_PATH } from '../codec/data-converter.js';
import { TRACING_MODULE } from './tracing.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where payloads are encrypted, ids hold no ARNs, and failures say nothing in plain text: that is other code. */
const CODE = {
  plain: { bundle: here('../workflow-bundle.js'), module: '../workflows/index' },
  encrypted: { bundle: here('../workflow-bundle-encrypted.js'), module: '../workflows/encrypted' },
} as const;

export type PayloadKind = keyof typeof CODE;

/**
 * How long Node may run one workflow task, for `Worker.create`, which takes it though its types do not say so.
 *
 * Ours take milliseconds, but longer on a machine that is busy or was suspended meanwhile. After the SDK's default of 5 s,
 * Node ends not only the task but the whole process: "async hook stack has become corrupted"
 * (https://github.com/temporalio/sdk-typescript/issues/939, https://github.com/nodejs/node/issues/38503).
 */
export const PATIENTLY = { isolateExecutionTimeout: '1m' } as const;

/**
 * The workflows for `Worker.create`: the bundle that `npm run build` made, else bundled at the start, which takes two
 * seconds or so.
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

/** Bundles the workflows, from what is beside this module: TypeScript in tests, else JavaScript. */
export async function bundleWorkflows(
  kind: PayloadKind,
  workflowInterceptorModules: string[] = [],
): Promise<{ code: string }> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return bundleWorkflowCode({
    workflowsPath: here(`${CODE[kind].module}.${extension}`),
    workflowInterceptorModules,
    ...(kind === 'encrypted' && { failureConverterPath: FAILURE_CONVERTER_PATH }),
    logger: new DefaultLogger('WARN'),
    webpackConfigHook: asOneModule,
  });
}

/** For `npm run build`. */
export async function writeBundles(): Promise<void> {
  for (const kind of ['plain', 'encrypted'] as const) {
    const { code } = await bundleWorkflows(kind);
    await writeFile(CODE[kind].bundle, code);
  }
}

// Every workflow that a worker remembers has its own instance of every module, with a getter for each export. As one
// module, without what nobody uses, they take 290 kB a workflow instead of 450.
const asOneModule: NonNullable<BundleOptions['webpackConfigHook']> = (config) => ({
  ...config,
  // Stack traces need positions. The sources' own text would be two thirds of what a worker reads as it starts.
  devtool: 'inline-nosources-source-map',
  optimization: { providedExports: true, usedExports: true, sideEffects: true, concatenateModules: true },
});
