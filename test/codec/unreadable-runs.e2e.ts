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
});
