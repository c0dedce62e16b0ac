/** Returns whether a run of this status has not ended. Temporal's Workflow Pause, from server 1.30 on, has a status of its own. */
export function isOpen(status: string): boolean {
  return status === 'RUNNING' || status === 'PAUSED';
}
