import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Client, Connection } from '@temporalio/client';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { temporalBinary } from '../../local-stack/temporal-binary.js';
import { claimPort } from '../../local-stack/claimed-port.js';
import { startTemporalServer, type OwnTemporalServer } from '../../local-stack/temporal-server.js';
import { runCompiled, type Command } from '../support/processes/compiled-command.js';
import { eventually } from '../support/eventually.js';
import { startWorkerProcess, untilPolling } from '../support/processes/worker-process.js';

const canary = () => `canary${randomBytes(24).toString('hex')}`;

// Whatever a worker is trusted with, made so that it can be searched for.
const SECRETS = {
  AWS_SECRET_ACCESS_KEY: canary(),
  AWS_SESSION_TOKEN: canary(),
  TEMPORAL_API_KEY: canary(),
  TEARDOWN_WEBHOOK_SECRET: Buffer.from(canary()).toString('base64'),
  TEARDOWN_ENCRYPTION_KEYS: `2026=${randomBytes(32).toString('base64')}`,
};
const IN_URL = canary();

describe('a secret', function () {
  let folder: string;
  let server: OwnTemporalServer;
  let emulator: Emulator;
  let receiver: Server;
  const received: Buffer[] = [];
  const everywhere = new Map<string, Buffer>();
  const keep = (where: string, what: string | Buffer) => everywhere.set(where, Buffer.from(what));
  const commands: Command[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secrets-'));
    server = await startTemporalServer({
      binary: await temporalBinary(console.log),
      dbFilename: join(folder, 'temporal.db'),
    });
    emulator = await startEmulator({ durations: { stopping: 200, deleting: 200 } });
    // The webhook and the collector of traces each refuse every other call, so that the worker logs failures.
    const calls = new Map<string, number>();
    receiver = createServer((request, response) => {
      const { url = '' } = request;
      void buffer(request).then((body) => {
        received.push(body);
        const count = (calls.get(url) ?? 0) + 1;
        calls.set(url, count);
        response.writeHead(count % 2 === 0 ? 200 : 500).end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
  });
  after(async () => {
    for (const command of commands) command.process.kill('SIGKILL');
    receiver.close();
    await Promise.all([emulator.close(), server.stop()]);
    await rm(folder, { recursive: true });
  });

  const urlOfReceiver = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const environment = (besides: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
    ...SECRETS,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_ENDPOINT_URL_REKOGNITION: emulator.url,
    AWS_REGION: 'eu-west-1',
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_TLS: 'false',
    TEARDOWN_WEBHOOK_URL: `${urlOfReceiver()}/${IN_URL}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: urlOfReceiver(),
    LOG_LEVEL: 'TRACE',
    ...besides,
  });

  it('is used in a run with every kind of error', async () => {
    const metrics = `127.0.0.1:${await claimPort()}`;
    // Not encrypted, so that a secret in a payload would be found.
    const env = environment({
      TEARDOWN_ENCRYPTION_KEYS: '',
      TEARDOWN_METRICS_ADDRESS: metrics,
      LOG_FORMAT: 'json',
    });
    const worker = startWorkerProcess(env);
    commands.push(worker);
    await eventually(() => assert.match(worker.written(), /polling task queue/));
    const kinds = ['garbage', 'reset', 'serverError', 'loseResponse'] as const;
    for (const kind of [...kinds, { code: 'InvalidSignatureException' }]) {
      emulator.faults.add({ kind, times: 1 });
    }
    const projectArn = await emulator.addProject({ name: `project-${randomUUID()}` });
    for (const [index, flags] of [[], ['--if-running', 'fail']].entries()) {
      const arn = await emulator.addModel({ projectArn, name: `v${index}`, status: 'RUNNING' });
      const command = runCompiled('client/commands/main', ['delete', arn, '--yes', ...flags], env);
      await command.ended;
      assert.match(command.written(), index === 0 ? /deleted|Deleted/ : /is RUNNING/);
      keep(`what the command wrote, ${index}`, command.written());
    }
    keep('metrics', await (await fetch(`http://${metrics}/metrics`)).text());
    worker.process.kill('SIGTERM');
    await worker.ended;
    keep('the log', worker.written());
    assert.ok(received.length > 0);
    keep('webhook and traces', Buffer.concat(received));
  });

  it('is given to workers that crash or fail to start', async () => {
    const killed = startWorkerProcess(environment({}));
    commands.push(killed);
    await untilPolling(killed);
    killed.process.kill('SIGABRT');
    await killed.ended;
    keep('the crash', killed.written());
    for (const [index, [code, besides]] of (
      [
        [1, { TEMPORAL_ADDRESS: '127.0.0.1:1' }],
        [2, { TEMPORAL_NAMESPACE: 'missing' }],
        [2, { TEARDOWN_ENCRYPTION_KEYS: `2026=${SECRETS.AWS_SECRET_ACCESS_KEY}` }],
        [2, { TEARDOWN_ENCRYPTION_KEYS: SECRETS.AWS_SECRET_ACCESS_KEY }],
        [2, { TEARDOWN_WEBHOOK_SECRET: `${SECRETS.AWS_SECRET_ACCESS_KEY}!` }],
        [2, { TEARDOWN_WEBHOOK_URL: IN_URL }],
        [1, { TEMPORAL_TLS: 'true' }],
        [1, { AWS_ACCESS_KEY_ID: '' }],
      ] as const
    ).entries()) {
      const worker = startWorkerProcess(environment(besides));
      commands.push(worker);
      assert.equal(await worker.ended, code, JSON.stringify(besides));
      assert.match(worker.written(), /teardown worker: /);
      keep(`the end of a worker that does not start, ${index}`, worker.written());
    }
  });

  it('does not appear in logs, metrics, traces, webhooks, crashes or the database', async () => {
    const client = new Client({ connection: await Connection.connect({ address: server.address }) });
    let runs = 0;
    for await (const run of client.workflow.list()) {
      runs += 1;
      const history = await client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
      keep(`history of ${run.workflowId}`, JSON.stringify([run, history]));
    }
    assert.ok(runs >= 2);
    await client.connection.close();
    await server.kill();
    for (const file of await readdir(folder)) keep(file, await readFile(join(folder, file)));
    const words = [...Object.values(SECRETS), IN_URL].map((secret) => secret.replace('2026=', ''));
    for (const [where, bytes] of everywhere) {
      assert.ok(bytes.length > 0, `${where} is empty`);
      for (const word of words) {
        for (const form of [word, Buffer.from(word).toString('base64').slice(0, -4)]) {
          const at = bytes.indexOf(form);
          const around = bytes.subarray(Math.max(0, at - 200), at).toString('latin1');
          assert.equal(at, -1, `a secret is in ${where}, after ${JSON.stringify(around)}`);
        }
      }
    }
  });
});
