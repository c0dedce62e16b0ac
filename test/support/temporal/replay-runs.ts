import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';

/**
 * Replays runs, as a worker does that takes them over: the same code must come to the same commands. Returns the runs for
 * which it does not, each with the reason.
 *
 * @param query of Temporal's list filter; default: all runs of the namespace
 */
export async function replayRuns(
  client: Client,
  options: ReplayWorkerOptions,
  query?: string,
): Promise<readonly string[]> {
  const runs = client.workflow.list(query === undefined ? {} : { query });
  const failed: string[] = [];
  const replays = Worker.runReplayHistories(options, runs.intoHistories({ concurrency: 5 }));
  for await (const { workflowId, runId, error } of replays) {
    if (!error) continue;
    const file = await kept(client, workflowId, runId);
    failed.push(`${workflowId}, history kept in ${file}: ${error.message}`);
  }
  return failed;
}

/** Keeps the histories of all runs of some workflows, and returns a line for each run. */
export async function keepRuns(client: Client, workflowIds: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const workflowId of workflowIds) {
    for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
      lines.push(`history of ${workflowId} kept in ${await kept(client, workflowId, runId)}`);
    }
  }
  return lines;
}

/** Keeps a history: the server of a campaign is removed with all it holds, and only a history shows what went wrong. */
async function kept(client: Client, workflowId: string, runId: string): Promise<string> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const file = join(tmpdir(), `history-${runId}.json`);
  await writeFile(file, historyToJSON(history));
  return file;
}
