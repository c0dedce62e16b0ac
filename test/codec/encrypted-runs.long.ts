import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator, type Emulator } from '../../emulator/emulator.js';
import { temporalBinary } from '../../local-stack/temporal-binary.js';
import { startTemporalServer, type TemporalServer } from '../../local-stack/temporal-server.js';
import { runCompiled, type Command } from '../support/processes/compiled-command.js';
import { eventually } from '../support/eventually.js';
import { startWorkerProcess, untilPolling } from '../support/processes/worker-process.js';

describe('a deployment with encrypted payloads', function () {
  const unique = randomUUID().slice(0, 8);
  const words = {
    project: `shelves-${unique}`,
    version: `version-${unique}`,
    requestedBy: `mary-${unique}`,
    reason: `superseded-${unique}`,
    note: `approved-${unique}`,
  };
  let folder: string;
  let server: TemporalServer;
  let emulator: Emulator;
  let worker: Command;
  let env: NodeJS.ProcessEnv;
  let projectArn: string;

  const addModel = (name: string, status: string) =>
    emulator.addModel({ projectArn, name: `${words.version}-${name}`, status });
  const teardown = async (...args: string[]) => {
    const command = runCompiled('client/commands/main', args, env);
    await command.ended;
    return command.written();
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'encrypted-'));
    server = await startTemporalServer({
      binary: await temporalBinary(console.log),
      dbFilename: join(folder, 'temporal.db'),
    });
    emulator = await startEmulator({ durations: { stopping: 300, deleting: 300 } });
    projectArn = await emulator.addProject({ name: words.project });
    env = {
      TEMPORAL_ADDRESS: server.address,
      TEARDOWN_ENCRYPTION_KEYS: `2026=${randomBytes(32).toString('base64')}`,
    };
    worker = startWorkerProcess({
      ...env,
      AWS_ENDPOINT_URL_REKOGNITION: emulator.url,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'EXAMPLEKEY',
    });
    await untilPolling(worker);
  });
  after(async () => {
    worker?.process.kill('SIGKILL');
    await Promise.all([emulator?.close(), server?.stop()]);
    await rm(folder, { recursive: true });
  });

  it('tears down a model, which clients with the keys can read', async () => {
    const arn = await addModel('1', 'RUNNING');
    const said = ['--requested-by', words.requestedBy, '--reason', words.reason];
    const running = teardown('delete', arn, '--approve', '--yes', ...said);
    await eventually(async () => assert.match(await teardown('status', arn), /awaitingApproval|approval/i));
    await teardown('approve', arn, '--yes', '--by', words.requestedBy, '--note', words.note);
    assert.match(await running, /deleted|gone/i);
    const list = await teardown('list');
    assert.ok(list.includes(arn) && list.includes(words.requestedBy), list);
  });

  it('shows the message of a failure to clients with the keys', async () => {
    const arn = await addModel('2', 'RUNNING');
    const refused = await teardown('delete', arn, '--yes', '--if-running', 'fail');
    assert.ok(refused.includes(`${arn} is RUNNING`), refused);
  });

  it('runs a sweep and a project teardown', async () => {
    await addModel('3', 'STOPPED');
    const [, , , region = '', accountId = ''] = projectArn.split(':');
    const sweep = ['--account', accountId, '--region', region, '--model', '*-3', '--delete', '--yes'];
    assert.match(await teardown('sweep', ...sweep), /deleted/);
    assert.match(await teardown('project', projectArn, '--yes'), /deleted|gone/i);
  });

  it('stores nothing in plain text in the database', async () => {
    await server.stop();
    let read = 0;
    for (const file of await readdir(folder)) {
      const bytes = await readFile(join(folder, file));
      read += bytes.length;
      for (const [what, word] of Object.entries({
        ...words,
        arn: projectArn,
        prefix: 'arn:aws:rekognition',
      })) {
        const at = bytes.indexOf(word);
        const around = bytes.subarray(Math.max(0, at - 100), at + 100).toString('latin1');
        assert.equal(at, -1, `${what} in ${file}: ${JSON.stringify(around)}`);
      }
      assert.ok(
        bytes.length === 0 || file !== 'temporal.db' || bytes.includes('teardownModel'),
        'the right file',
      );
    }
    assert.ok(read > 100_000);
  });
});
