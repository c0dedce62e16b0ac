import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection } from '@temporalio/worker';
import { eventually } from '../support/eventually.js';
import type { Harness } from '../support/temporal/harness.js';
import type { retireModel, retireProject } from './pipeline-workflows.js';
import { createTestWorker } from '../support/temporal/test-worker.js';

/** A team that calls our Nexus service from workflows of its own, in its own namespace. */
export interface OtherTeam {
  retireModel(input: Parameters<typeof retireModel>[1]): ReturnType<typeof startModel>;
  retireProject(input: Parameters<typeof retireProject>[1]): ReturnType<typeof startProject>;
  close(): Promise<void>;
}

const startModel = (client: Client, endpoint: string, input: Parameters<typeof retireModel>[1]) =>
  client.workflow.start<typeof retireModel>('retireModel', {
    taskQueue: 'pipelines',
    workflowId: randomUUID(),
    args: [endpoint, input],
  });

const startProject = (client: Client, endpoint: string, input: Parameters<typeof retireProject>[1]) =>
  client.workflow.start<typeof retireProject>('retireProject', {
    taskQueue: 'pipelines',
    workflowId: randomUUID(),
    args: [endpoint, input],
  });

/** Its namespace knows an endpoint of the harness, and nothing else of ours. */
export async function startOtherTeam({ client: ours, taskQueue }: Harness): Promise<OtherTeam> {
  const endpoint = `model-teardown-${randomUUID()}`;
  await ours.connection.operatorService.createNexusEndpoint({
    spec: { name: endpoint, target: { worker: { namespace: 'default', taskQueue } } },
  });
  const namespace = `pipelines-${randomUUID()}`;
  await ours.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  const client = new Client({ connection: ours.connection, namespace });
  const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('pipeline-workflows.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  const worker = await eventually(() =>
    createTestWorker({ connection, namespace, taskQueue: 'pipelines', workflowBundle }),
  );
  const running = worker.run();
  return {
    retireModel: (input) => startModel(client, endpoint, input),
    retireProject: (input) => startProject(client, endpoint, input),
    async close() {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}
