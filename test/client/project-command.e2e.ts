import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ProjectArn } from '../../contract/arn.js';
import type { ProjectResult } from '../../contract/project/result.js';
import { TeardownClient } from '../../client/index.js';
import { eventually } from '../support/eventually.js';
import { commandOn } from '../support/processes/command.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

describe('the teardown project command', () => {
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());

  const { start, run } = commandOn(() => harness);
  const addProject = async (name: string, statuses: readonly string[], seed: object = {}) => {
    const projectArn = (await harness.emulator.addProject({ name })) as ProjectArn;
    for (const [n, status] of statuses.entries()) {
      await harness.addModel({ projectArn, name: `v${n}`, status, ...seed });
    }
    return projectArn;
  };

  it('tears a project down, prints a line per model, and ends with a table', async () => {
    const projectArn = await addProject('whole', ['RUNNING', 'STOPPED']);
    await harness.emulator.addDataset({ projectArn, type: 'train' });
    const { code, out, err } = await run('project', projectArn, '--yes');
    assert.equal(code, 0, err);
    assert.match(err, /^deleted +whole\/v0$/m);
    assert.match(out, /^Deleted the project whole in .*: AWS no longer lists it\.\n/);
    for (const row of ['deleted      whole/v0', 'deleted      whole/v1', '/dataset/train/', '2 deleted']) {
      assert.ok(out.includes(row), out);
    }
  });

  it('shows the plan for each model of a project given by name, account and Region', async () => {
    const name = `planned-${randomUUID()}`;
    await addProject(name, ['STOPPED'], { tags: { teardown: 'never' } });
    const place = ['--account', '111122223333', '--region', 'eu-west-1'];
    const { code, out } = await run('project', name, ...place, '--dry-run');
    assert.equal(code, 0);
    assert.match(
      out,
      new RegExp(
        `^Plan for the project ${name}\\. Nothing was changed\\.\\n {2}planned +${name}/v0 {2}STOPPED: refuse`,
      ),
    );
  });

  it('exits with 7 and the reason if a model is not deleted, in JSON too', async () => {
    const projectArn = await addProject('part', ['STOPPED'], { tags: { teardown: 'never' } });
    const first = await run('project', projectArn, '--yes');
    assert.equal(first.code, 7);
    assert.match(first.out, /failed +part\/v0 {2}ModelProtected: ListTagsForResource reports/);
    const second = await run('project', projectArn, '--yes', '--json');
    assert.equal(second.code, 7);
    assert.equal((JSON.parse(second.out) as ProjectResult).models[0]?.failure?.type, 'ModelProtected');
  });

  it('accepts approve, status and cancel with the ARN of the project', async () => {
    const projectArn = await addProject('asked', ['STOPPED']);
    const command = start(['project', projectArn, '--approve', '--yes']);
    await eventually(() =>
      assert.match(command.err(), /approve or reject the teardown of the whole project/),
    );
    assert.match(
      (await run('status', projectArn)).out,
      /asked: waiting for approval for .*\n +models +1 waiting/,
    );
    assert.match((await run('approve', projectArn, '--yes')).out, /^Approved: the models will be torn down/);
    assert.equal(await command.ended, 0);
    assert.match((await run('status', projectArn)).out, /^COMPLETED .*\nDeleted the project asked/);
    assert.equal((await run('cancel', projectArn)).code, 5);
  });

  it('rejects invalid projects, and unconfirmed deletions, before it sends a request', async () => {
    for (const args of [['shelves'], ['arn:aws:s3:::bucket'], ['shelves', '--account', '111122223333']]) {
      const { code, err } = await run('project', ...args, '--yes');
      assert.equal(code, 2, err);
      assert.match(err, /No request was sent\.$/m);
    }
    const projectArn = await addProject('unconfirmed', []);
    assert.equal((await run('project', projectArn)).code, 2);
    assert.equal(await harness.emulator.projectExists(projectArn), true);
  });

  it('uses a client that joins the running teardown', async () => {
    const projectArn = await addProject('joined', ['TRAINING_IN_PROGRESS'], { becomes: [] });
    const client = new TeardownClient(harness.client, { taskQueue: harness.taskQueue });
    const first = await client.startProject(projectArn);
    const second = await client.startProject({ projectArn });
    assert.deepEqual([first.joined, second.joined], [false, true]);
    await assert.rejects(client.startProject({ projectArn, dryRun: true }), { type: 'AlreadyInProgress' });
    await client.projectTeardownOf(projectArn).cancel();
    await assert.rejects(second.teardown.result(), { type: 'Cancelled' });
  });
});
