import { TEARDOWN_MODEL } from '../../contract/names.js';

/** Returns the URL of the Web UI page that shows the latest run of a workflow. */
export function workflowUrl(uiUrl: string, workflowId: string): string {
  return `${uiUrl}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`;
}

/** Returns the URL of the Web UI form that starts a teardown. */
export function startWorkflowUrl(uiUrl: string, taskQueue: string): string {
  return `${uiUrl}/namespaces/default/workflows/start-workflow?taskQueue=${taskQueue}&workflowType=${TEARDOWN_MODEL}`;
}
