import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { ProjectVersionArn } from '../../contract/arn.js';
import { commandOn } from '../support/processes/command.js';
import { eventually } from '../support/eventually.js';
import { untilPolling } from '../support/processes/worker-process.js';
import { useWorkers } from '../support/worker-suite.js';

const keys = (id: string) => `${id}=${randomBytes(32).toString('base64')}`;

describe('a teardown that is encrypted with keys that a client does not have', () => {
  const suite = useWorkers({ stopping: 300, deleting: 200 });
  const { start } = commandOn(() => suite);

  it('does not hide the others from lists by phase, which can not tell its phase', async () => {
    const own = { TEARDOWN_ENCRYPTION_KEYS: keys('own') };
    await untilPolling(suite.startWorker(own));
    const projectArn = await suite.emulator.addProject({ name: 'shelves' });
    const arn = (await suite.emulator.addModel({ projectArn, name: 'v1' })) as ProjectVersionArn;
    const begun = start(['delete', arn, '--approve', '--yes', '--no-wait'], own);
    assert.equal(await begun.ended, 0, begun.err());
    for (const others of [
      {},
      { TEARDOWN_ENCRYPTION_KEYS: keys('other'), TEARDOWN_SEARCH_ATTRIBUTES: 'on' },
    ]) {
      await eventually(async () => {
        const list = start(['list', '--awaiting-approval', '--limit', '1000', '--json'], others);
        assert.equal(await list.ended, 0, list.err());
        const listed = JSON.parse(list.out()) as { workflowId: string; phase?: string }[];
        const { phase } = listed.find(({ workflowId }) => begun.out().includes(workflowId)) ?? assert.fail();
        assert.equal(phase, undefined);
      });
    }
    const cancelled = start(['cancel', arn], own);
    assert.equal(await cancelled.ended, 0, cancelled.err());
  });

  it('shows its status, says why it shows no more, and can be cancelled', async () => {
    const own = { TEARDOWN_ENCRYPTION_KEYS: keys('same-id') };
    await untilPolling(suite.startWorker(own));
    const projectArn = await suite.emulator.addProject({ name: 'signs' });
    const arn = (await suite.emulator.addModel({ projectArn, name: 'v1' })) as ProjectVersionArn;
    const begun = start(['delete', arn, '--approve', '--yes', '--no-wait'], own);
    assert.equal(await begun.ended, 0, begun.err());
    const called = async (args: readonly string[], env: NodeJS.ProcessEnv) => {
      const command = start([...args], env);
      return { code: await command.ended, out: command.out(), err: command.err() };
    };
    for (const [others, why] of [
      [{ TEARDOWN_ENCRYPTION_KEYS: keys('other') }, /with the key "same-id", which is not in TEARDOWN_ENC/],
      [{ TEARDOWN_ENCRYPTION_KEYS: keys('same-id') }, /another key than the one in .* has the ID "same-id"/],
    ] as const) {
      await eventually(async () => {
        const status = await called(['status', arn], others);
        assert.equal(status.code, 0, status.err);
        assert.match(status.out, /^RUNNING {2}teardown-model/);
        assert.match(status.out, /^Unreadable: The teardown of \S+ can't be read\. /m);
        assert.match(status.out, why);
      });
      // Its worker could not read them, and the run would not continue.
      for (const args of [
        ['pause', arn],
        ['approve', arn, '--yes'],
      ]) {
        const sent = await called(args, others);
        assert.equal(sent.code, 1, sent.out);
        assert.match(sent.err, why);
      }
    }
    const cancelled = await called(['cancel', arn], { TEARDOWN_ENCRYPTION_KEYS: keys('other') });
    assert.equal(cancelled.code, 0, cancelled.err);
    await eventually(async () => {
      const status = await called(['status', arn, '--json'], own);
      assert.equal((JSON.parse(status.out) as { status: string }).status, 'CANCELLED');
    });
  });
});
