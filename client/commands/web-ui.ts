import { TEARDOWN_MODEL } from '../../contract/names.js';

/** The page of Temporal's Web UI that shows the latest run of a workflow. */
export function workflowUrl(uiUrl: string, workflowId: string): string {
  return `${uiUrl}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`;
}

/** The page of the Web UI with the form that starts a teardown. */
export function startWorkflowUrl(uiUrl: string, taskQueue: string): string {
  return `${uiUrl}/namespaces/default/workflows/start-workflow?taskQueue=${taskQueue}&workflowType=${TEARDOWN_MODEL}`;
}
