import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { failureOf } from '../support/failure-of.js';
import { startHarness } from '../support/harness.js';

const NEVER = { teardown: 'never' };

async function startLate(readLagMs: number, durations = {}) {
  const late = await startHarness({ emulator: { readLagMs, durations }, intervalMs: 100 });
  const projectArn = await late.emulator.addProject({ name: 'late', createdAt: Date.now() - 10_000 });
  return { late, projectArn };
}

describe('the teardown of a project that AWS shows late', () => {
  it('sends each deletion once, however late AWS shows it', async () => {
    const { late, projectArn } = await startLate(1500);
    try {
      await late.emulator.addDataset({ projectArn, type: 'train' });
      await sleep(1600);
      assert.equal((await (await late.startProject(projectArn)).result()).outcome, 'deleted');
      const sent = late.emulator.calls.filter(({ operation }) => operation.startsWith('Delete'));
      assert.deepEqual(
        sent.map(({ operation }) => operation),
        ['DeleteDataset', 'DeleteProject'],
      );
    } finally {
      await late.close();
    }
  });

  it('has deleted what it was told to delete, though the answer was lost', async () => {
    // Longer than an attempt takes to be made again.
    const { late, projectArn } = await startLate(4000);
    try {
      late.emulator.faults.add({ kind: 'loseResponse', operation: 'DeleteProject', times: 1 });
      const code = 'ResourceInUseException';
      late.emulator.faults.add({ kind: { code }, operation: 'DeleteProject', times: 1 });
      assert.equal((await (await late.startProject(projectArn)).result()).outcome, 'deleted');
    } finally {
      await late.close();
    }
  });

  it('does not hurry where AWS says that it is gone and shows it still', async () => {
    const { late, projectArn } = await startLate(4000);
    try {
      await late.emulator.addDataset({ projectArn, type: 'train' });
      await sleep(4100);
      for (const operation of ['DeleteDataset', 'DeleteProject']) {
        late.emulator.faults.add({ kind: 'loseResponse', operation, times: 1 });
      }
      assert.equal((await (await late.startProject(projectArn)).result()).outcome, 'deleted');
      for (const operation of ['DeleteDataset', 'DeleteProject']) {
        const refused = late.emulator.calls.filter((call) => call.operation === operation && call.error);
        // What is lost is made again once; what is refused is backed off from, two seconds at first.
        assert.ok(refused.length <= 3, `${operation}: ${refused.length} refusals`);
      }
    } finally {
      await late.close();
    }
  });

  it('asks once more where AWS calls a deletion invalid, whatever it said before, and then no more', async () => {
    const late = await startHarness({ intervalMs: 100 });
    const refused = async (...codes: string[]) => {
      const projectArn = await late.emulator.addProject({ name: codes.join('-') });
      for (const code of codes) {
        late.emulator.faults.add({ kind: { code }, operation: 'DeleteProject', times: 1 });
      }
      return (await late.startProject(projectArn)).result();
    };
    try {
      const [busy, invalid] = ['ResourceInUseException', 'InvalidParameterException'];
      assert.equal((await refused(busy, invalid)).outcome, 'deleted');
      const { type, message } = await failureOf(refused(busy, invalid, invalid));
      assert.equal(type, 'InvalidRequest');
      assert.match(message, /^DeleteProject of .* was refused as invalid/);
    } finally {
      await late.close();
    }
  });

  it('waits for its end once Delete was accepted, though it is tagged as protected since', async () => {
    const { late, projectArn } = await startLate(1500, { deleting: 2500 });
    try {
      const handle = await late.startProject(projectArn);
      const { calls } = late.emulator;
      await eventually(() => assert.ok(calls.some(({ operation }) => operation === 'DeleteProject')));
      await late.emulator.setTags(projectArn, NEVER);
      await sleep(300);
      assert.equal((await handle.result()).outcome, 'deleted');
    } finally {
      await late.close();
    }
  });
});
