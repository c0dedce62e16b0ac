import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { Client, Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import type { Command } from '../support/processes/compiled-command.js';
import { eventually } from '../support/eventually.js';
import { startWorkerProcess, untilPolling } from '../support/processes/worker-process.js';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: object }[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

describe('a traced worker', () => {
  const spans: Span[] = [];
  const services = new Set<string>();
  let collector: Server;
  let emulator: Emulator;
  let worker: Command;

  // A collector as far as OTLP over HTTP is received.
  before(async () => {
    collector = createServer((request, response) => {
      void json(request).then((body) => {
        for (const { resource, scopeSpans } of (body as Export).resourceSpans) {
          const name = resource.attributes.find(({ key }) => key === 'service.name');
          services.add(JSON.stringify(name?.value));
          spans.push(...scopeSpans.flatMap((scope) => scope.spans));
        }
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    emulator = await startEmulator({ durations: { stopping: 100, deleting: 100 } });
  });
  afterEach(() => worker.process.kill('SIGKILL'));
  after(async () => {
    collector.close();
    await emulator.close();
  });

  /** Starts the worker with spans to an address, and tears down a model. */
  async function tearDown(endpoint: string, scheduleDelayMs: number): Promise<void> {
    const taskQueue = `test-${randomUUID()}`;
    worker = startWorkerProcess({
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'EXAMPLEKEY',
      AWS_ENDPOINT_URL_REKOGNITION: emulator.url,
      TEARDOWN_TASK_QUEUE: taskQueue,
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_BSP_SCHEDULE_DELAY: `${scheduleDelayMs}`,
    });
    await untilPolling(worker);
    const connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
    const projectArn = await emulator.addProject({ name: `project-${randomUUID()}` });
    const arn = await emulator.addModel({ projectArn, name: 'v1', status: 'RUNNING' });
    await new Client({ connection }).workflow.execute('teardownModel', {
      taskQueue,
      workflowId: `teardown-model/${arn}`,
      args: [arn],
    });
    await connection.close();
  }

  it('exports a run, its activities and its AWS calls to OpenTelemetry as one trace', async () => {
    await tearDown(`http://127.0.0.1:${(collector.address() as { port: number }).port}`, 200);
    const named = (name: string) => {
      const found = spans.find((span) => span.name === name);
      assert.ok(found, `${name} in ${spans.map((span) => span.name).join(', ')}`);
      return found;
    };
    const [call, activity, start, run] = await eventually(() => [
      named('rekognition:StopProjectVersion'),
      named('RunActivity:stopModel'),
      named('StartActivity:stopModel'),
      named('RunWorkflow:teardownModel'),
    ]);
    assert.equal(call?.parentSpanId, activity?.spanId);
    assert.equal(activity?.parentSpanId, start?.spanId);
    assert.equal(start?.traceId, run?.traceId);
    assert.equal(call?.traceId, run?.traceId);
    assert.deepEqual([...services], ['{"stringValue":"rekognition-teardown"}']);
  });

  it('stops as any worker does if nobody takes its last spans, and logs that they are lost', async () => {
    // They stay until the end.
    await tearDown('http://127.0.0.1:1', 600_000);
    worker.process.kill('SIGTERM');
    assert.equal(await worker.ended, 0, worker.written());
    assert.match(worker.written(), /teardown worker: stopped/);
    assert.match(worker.written(), /WARN.*spans.*ECONNREFUSED 127\.0\.0\.1:1/);
  });
});
