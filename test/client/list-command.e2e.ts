import assert from 'node:assert/strict';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { TeardownClient } from '../../client/teardown-client.js';
import { loadDataConverter } from '../../codec/data-converter.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import { commandOn } from '../support/processes/command.js';
import { runOnTerminal } from '../support/processes/compiled-command.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

describe('the teardown list command', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const { run } = commandOn(() => harness);

  it('lists running and closed teardowns', async () => {
    // Other tests start more than any limit at the same time: only those of this test are listed here.
    const requestedBy = `ops-${randomUUID()}`;
    const projectArn = await harness.emulator.addProject({ name: `listed-${randomUUID()}` });
    const [arn] = await Promise.all(
      ['v1', 'v2', 'v3'].map(async (name) => {
        const model = await harness.addModel({ projectArn, name, status: 'STOPPED' });
        await (await harness.start({ projectVersionArn: model, requestedBy })).result();
        return model;
      }),
    );
    const list = (...flags: string[]) => run('list', '--requested-by', requestedBy, ...flags);
    await eventually(async () => {
      const lines = (await list('--limit', '50')).out.trim().split('\n');
      assert.equal(lines.length, 3);
      for (const line of lines)
        assert.match(line, /^completed +started (just now|.* ago) +took .* s +arn:.*\(ops-.*\)$/);
      assert.equal(lines.filter((line) => line.includes(arn ?? '')).length, 1);
    });
    const listed = JSON.parse((await list('--limit', '2', '--json')).out) as unknown[];
    assert.equal(listed.length, 2);
    const all = JSON.parse((await run('list', '--limit', '2', '--json')).out) as unknown[];
    assert.equal(all.length, 2);
  });

  it('prints a table for spreadsheets with --csv, in which no text is a formula', async () => {
    const requestedBy = `table-${randomUUID()}`;
    const arn = await harness.addModel({ status: 'STOPPED' });
    const reason = '=HYPERLINK("https://example.com"), the quarter\'s end';
    const asked = ['--requested-by', requestedBy, '--reason', reason];
    const teardown = await run('delete', arn, '--yes', '--dry-run', ...asked);
    assert.equal(teardown.code, 0, teardown.err);
    await eventually(async () => {
      const { out } = await run('list', '--requested-by', requestedBy, '--csv');
      const [names = '', row = '', ...others] = out.split('\n');
      assert.match(names, /^kind,projectVersionArn,projectArn,status,phase,/);
      assert.ok(row.startsWith(`model,${arn},,COMPLETED,`), out);
      assert.ok(
        row.includes(`,true,${requestedBy},"'=HYPERLINK(""https://example.com""), the quarter's end",`),
        out,
      );
      assert.deepEqual(others, ['']);
    });
    const both = await run('list', '--csv', '--json');
    assert.equal(both.code, 2);
    assert.match(both.err, /--csv' cannot be used with option '--json'/);
  });

  it('lists a run by its workflow ID without the keys to decrypt it', async () => {
    const keys = { TEARDOWN_ENCRYPTION_KEYS: `other=${randomBytes(32).toString('base64')}` };
    const dataConverter = await loadDataConverter(keys);
    const { connection } = harness.client;
    const encrypted = new Client({ connection, ...omitUndefined({ dataConverter }) });
    const project = `encrypted-${randomUUID()}`;
    const projectArn = await harness.emulator.addProject({ name: project });
    const arn = await harness.addModel({ projectArn, status: 'RUNNING' });
    const handle = await encrypted.workflow.start('teardownModel', {
      taskQueue: `nobody-${randomUUID()}`,
      workflowId: `teardown-model/${arn}`,
      args: [arn],
      memo: { requestedBy: 'ops' },
    });
    await eventually(async () => {
      const { code, out, err } = await run('list', '--project', project);
      assert.equal(code, 0, err);
      assert.match(out, new RegExp(`^running.*${arn}$`, 'm'));
    });
    await handle.terminate();
  });

  it('lists a run whose memo somebody gave values of other types', async () => {
    const accountId = `${randomInt(1e11, 1e12)}`;
    const handle = await harness.client.workflow.start('sweepModels', {
      taskQueue: `nobody-${randomUUID()}`,
      workflowId: `sweep-models/${accountId}/eu-west-1/by-hand`,
      args: [{}],
      memo: { requestedBy: 10234, reason: ['by', 'hand'], dryRun: 'no' },
    });
    await eventually(async () => {
      const { code, out, err } = await run('list', '--account', accountId);
      assert.equal(code, 0, err);
      assert.match(out, new RegExp(`^running.*${handle.workflowId}$`, 'm'));
    });
    await handle.terminate();
  });

  it('shows with --watch how many are in each phase, and first what waits for people and what is in trouble', async () => {
    const project = `watched-${randomUUID()}`;
    const projectArn = await harness.emulator.addProject({ name: project });
    const add = (name: string, status: string) =>
      harness.addModel({ projectArn, name, status, ...(status !== 'STOPPED' && { becomes: [] }) });
    const approval = await harness.addModel({ projectArn, status: 'RUNNING', minInferenceUnits: 2 });
    const refused = await add('refused', 'STOPPED');
    const training = await add('training', 'TRAINING_IN_PROGRESS');
    const kind = { code: 'ResourceInUseException', message: 'in use' };
    harness.emulator.faults.add({ kind, operation: 'DeleteProjectVersion', about: refused });
    const client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
    // A list by project alone keeps what it can't place, which other tests have too.
    const requestedBy = `watcher-${randomUUID()}`;
    const started = [
      await client.start({ projectVersionArn: approval, requestedBy, approval: { required: true } }),
      await client.start({ projectVersionArn: refused, requestedBy }),
      await client.start({ projectVersionArn: training, requestedBy }),
    ];
    const flags = ['--watch', '--project', project, '--requested-by', requestedBy];
    const terminal = runOnTerminal('client/commands/main', ['list', ...flags]);
    try {
      await eventually(() => {
        const last = terminal.written().split('3 running: ').at(-1) ?? '';
        assert.match(last, /^1 waiting for approval, 1 waiting to try again, 1 training/);
        const [first, second, third] = [approval, refused, training].map((arn) => last.indexOf(arn));
        assert.ok(
          0 < (first ?? -1) && (first ?? -1) < (second ?? -1) && (second ?? -1) < (third ?? -1),
          last,
        );
        assert.match(last, /is rejected in 7 d/);
        assert.match(last, /^Billed now: 2 inference units, of which teardowns will save 2\s*$/m);
        assert.match(last, /waits for AWS to accept .*in use/);
      });
      assert.doesNotMatch(terminal.written(), /Warning/);
    } finally {
      terminal.process.kill();
      await terminal.ended;
      for (const { teardown } of started) await teardown.cancel();
    }
  });

  it('refreshes the list on a terminal with --watch, which fails elsewhere', async () => {
    const { code, err } = await run('list', '--watch');
    assert.equal(code, 2);
    assert.match(err, /^--watch needs a terminal/m);
    const arn = await harness.addModel({ status: 'TRAINING_IN_PROGRESS', becomes: [] });
    const requestedBy = `watched-${randomUUID()}`;
    const flags = ['--running', '--watch', '--requested-by', requestedBy];
    const terminal = runOnTerminal('client/commands/main', ['list', ...flags]);
    try {
      await eventually(() => assert.match(terminal.written(), /No teardowns/));
      assert.ok(!terminal.written().includes(arn));
      const handle = await harness.start({ projectVersionArn: arn, requestedBy });
      await eventually(() => assert.ok(terminal.written().includes(arn)));
      await handle.cancel();
    } finally {
      terminal.process.kill();
      await terminal.ended;
    }
  });
});
