import * as restate from '@restatedev/restate-sdk';
import { connect } from '@restatedev/restate-sdk-clients';
import type { NaiveActivities } from '../naive/activities.js';
import type { Result } from '../report-ends.js';
import { createRestateTeardown } from './restate.js';

/** Serves the workflow, and registers it with the server. Returns what tears a model down by it. */
export async function serveRestate(
  aws: NaiveActivities,
  pollMs: number,
  {
    port,
    ingressUrl,
    adminUrl,
  }: { readonly port: number; readonly ingressUrl: string; readonly adminUrl: string },
): Promise<(arn: string) => Promise<Result>> {
  const teardown = createRestateTeardown(aws, pollMs);
  await restate.serve({ services: [teardown], port, logger: () => {} });
  const registered = await post(`${adminUrl}/deployments`, { uri: `http://127.0.0.1:${port}` });
  if (!registered.ok) throw new Error(await registered.text());
  return async (arn) => {
    const client = connect({ url: ingressUrl }).workflowClient(teardown, arn);
    // After a restart this is the same run.
    const { invocationId } = await client.workflowSubmit(arn);
    const result = await client.workflowAttach();
    const query = `SELECT count(*) AS entries FROM sys_journal WHERE id = '${invocationId}'`;
    const { rows } = (await (await post(`${adminUrl}/query`, { query })).json()) as Answer;
    return { result, events: rows[0]?.entries };
  };
}

interface Answer {
  readonly rows: readonly { readonly entries: number }[];
}

function post(url: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}
