import assert from 'node:assert/strict';
import { teardownModelWorkflowId } from '../../contract/names.js';
import { commandOn } from '../support/processes/command.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

describe('the decision commands', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const { start, run } = commandOn(() => harness);
  const handleOf = (arn: Parameters<typeof teardownModelWorkflowId>[0]) =>
    harness.client.workflow.getHandle(teardownModelWorkflowId(arn));

  it('approve, pause, resume, postpone, delete-now and show work through a teardown with a grace period', async () => {
    const arn = await harness.addModel({ status: 'RUNNING', tags: { team: 'shelves' } });
    const flags = ['--approve', '--grace-period', '1h', '--yes', '--no-wait'];
    await run('delete', arn, ...flags);
    const phase = (name: string) =>
      eventually(async () => assert.equal((await harness.progress(handleOf(arn))).phase, name));
    await phase('awaitingApproval');
    assert.match((await run('restore', arn)).err, /has not stopped the model/);
    assert.equal((await run('approve', arn)).code, 2);
    assert.equal((await run('pause', arn)).code, 0);
    assert.match(
      (await run('approve', arn, '--yes', '--by', 'ana', '--note', 'v2 is live')).out,
      /^Approved/,
    );
    await phase('paused');
    assert.equal((await run('show', arn)).code, 5);
    assert.equal((await run('resume', arn)).code, 0);
    await phase('held');
    assert.match((await run('postpone', arn, '--for', '2h')).out, /will be kept until/);
    assert.equal((await run('postpone', arn, '--for', 'long')).code, 2);
    assert.match((await run('delete-now', arn, '--yes')).out, /will be deleted now/);
    await handleOf(arn).result();
    const { code, out } = await run('show', arn);
    assert.equal(code, 0);
    for (const part of ['STOPPED -> DELETING', 'team=shelves', 'approve by ana', ': v2 is live']) {
      assert.ok(out.includes(part), part);
    }
  });

  it('reject keeps the model, and delete exits with 6', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const command = start(['delete', arn, '--yes', '--approve']);
    await eventually(async () =>
      assert.equal((await harness.progress(handleOf(arn))).phase, 'awaitingApproval'),
    );
    assert.match((await run('reject', arn, '--note', 'in use')).out, /^Rejected/);
    assert.equal(await command.ended, 6, command.err());
    assert.match(command.out(), /was left as it is: the approval was rejected or timed out/);
    assert.equal((await run('reject', arn)).code, 5);
    await harness.emulator.setStatus(arn, 'STOPPED');
  });
});
