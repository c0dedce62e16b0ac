import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type BundleOptions,
  type WorkerOptions,
} from '@temporalio/worker';

const BUNDLE = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
const WORKFLOWS_PATH = fileURLToPath(new URL('../workflows/index.js', import.meta.url));

/** The workflows for `Worker.create`: the bundle that `npm run build` made, else the sources, bundled at the start. */
export function workflowCode(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'bundlerOptions'> {
  return existsSync(BUNDLE)
    ? { workflowBundle: { codePath: BUNDLE } }
    : { workflowsPath: WORKFLOWS_PATH, bundlerOptions: { webpackConfigHook: asOneModule } };
}

/** The code of the workflows that a file exports. */
export async function bundleWorkflows(workflowsPath = WORKFLOWS_PATH): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath,
    logger: new DefaultLogger('WARN'),
    webpackConfigHook: asOneModule,
  });
}

// Every workflow that a worker remembers has its own instance of every module, with a getter for each export. As one
// module, without what nobody uses, they take 290 kB a workflow instead of 450.
const asOneModule: NonNullable<BundleOptions['webpackConfigHook']> = (config) => ({
  ...config,
  optimization: { providedExports: true, usedExports: true, sideEffects: true, concatenateModules: true },
});
