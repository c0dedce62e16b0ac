import assert from 'node:assert/strict';
import type { ProjectArn } from '../../contract/arn.js';
import type { SweepResult } from '../../contract/sweep/result.js';
import { TeardownClient } from '../../client/index.js';
import { commandOn } from '../support/processes/command.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';
import { addModelOfAge } from '../support/temporal/sweeps.js';

const PLACE = ['--account', '111122223333', '--region', 'eu-west-1'];
/** A sweep that needs approval. */
const ASKING = ['sweep', ...PLACE, '--older-than', '7d', '--max-deletes', '0', '--delete', '--yes'];

describe('the teardown sweep command', () => {
  let harness: Harness;
  let projectArn: ProjectArn;
  beforeEach(async () => {
    harness = await startHarness();
    projectArn = (await harness.emulator.addProject({ name: 'shelves' })) as ProjectArn;
  });
  afterEach(() => harness.close());

  const { start, run } = commandOn(() => harness);
  const addModel = (name: string, daysOld: number, seed: object = {}) =>
    addModelOfAge(harness, projectArn, name, daysOld, seed);

  it('prints what would be deleted and changes nothing without --delete', async () => {
    const arn = await addModel('old', 100, { described: { EvaluationResult: { F1Score: 0.914 } } });
    await addModel('kept', 100, { tags: { teardown: 'never' } });
    const { code, out, err } = await run('sweep', ...PLACE, '--older-than', '90d');
    assert.equal(code, 0, err);
    assert.match(out, /^Swept account 111122223333 in eu-west-1 in .*: 2 models checked\.\n/);
    assert.match(out, /^ {2}selected +STOPPED +100 d +F1 0\.91 +shelves\/old$/m);
    assert.match(out, /^ {2}protected +STOPPED +100 d +shelves\/kept$/m);
    assert.match(out, /Nothing was changed\. Add --delete/);
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
  });

  it('deletes with --delete, prints a line per model, and exits with 7 if one is not deleted', async () => {
    await addModel('a', 10);
    const first = await run('sweep', ...PLACE, '--model', 'a', 'b', '--delete', '--yes');
    assert.equal(first.code, 0, first.err);
    assert.match(first.err, /^deleted +STOPPED .*shelves\/a$/m);
    assert.match(first.out, /1 deleted/);

    await addModel('b', 10);
    const kind = { code: 'InvalidParameterException' };
    harness.emulator.faults.add({ kind, operation: 'DeleteProjectVersion' });
    const second = await run('sweep', ...PLACE, '--model', 'a', 'b', '--delete', '--yes', '--json');
    assert.equal(second.code, 7);
    assert.equal((JSON.parse(second.out) as SweepResult).models[0]?.failure?.type, 'InvalidRequest');
  });

  it('accepts status, approve and cancel with the workflow ID of the sweep', async () => {
    await addModel('a', 10);
    const started = await run(...ASKING, '--no-wait');
    const id = /^Started: (\S+)$/m.exec(started.out)?.[1] ?? '';
    assert.match(id, /^sweep-models\/111122223333\/eu-west-1\/2/);
    await eventually(async () => {
      assert.match((await run('status', id)).out, /waiting for approval .*\n +models +1 checked: 1 selected/);
    });
    assert.match((await run('approve', id, '--yes')).out, /^Approved/);
    await eventually(async () => assert.match((await run('status', id)).out, /^COMPLETED .*\nSwept account/));
    assert.equal((await run('cancel', id)).code, 5);
  });

  it('rejects invalid rules, and unconfirmed deletions, before it sends a request', async () => {
    for (const rules of [
      [],
      ['--older-than', 'soon'],
      ['--keep-newest', 'many'],
      ['--older-than', '1d', '--delete'],
    ]) {
      const { code, err } = await run('sweep', ...PLACE, ...rules);
      assert.equal(code, 2, err);
      assert.match(err, /No request was sent\.$/m);
    }
    assert.equal((await run('sweep', '--older-than', '1d')).code, 2);
    assert.equal(harness.emulator.calls.length, 0);
  });

  it('exits with 130 on Ctrl-C and prints how to follow the sweep, which continues', async () => {
    await addModel('a', 10);
    const command = start([...ASKING]);
    await eventually(() =>
      assert.match(command.err(), /somebody to approve or reject the teardown of 1 models/),
    );
    command.process.kill('SIGINT');
    assert.equal(await command.ended, 130);
    const id = /teardown status (\S+)/.exec(command.err())?.[1] ?? '';
    assert.match((await run('status', id)).out, /waiting for approval/);
    assert.equal((await run('cancel', id)).code, 0);
  });

  it('uses a client that returns the result of the sweep', async () => {
    await addModel('a', 10);
    const client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
    const { outcome, models } = await client.sweep({
      accountId: '111122223333',
      region: 'eu-west-1',
      keepNewest: 1,
    });
    assert.equal(outcome, 'planned');
    assert.equal(models[0]?.state, 'keptNewest');
    await assert.rejects(client.startSweep({ accountId: '111122223333', region: 'eu-west-1' }), {
      type: 'InvalidRequest',
    });
  });
});
