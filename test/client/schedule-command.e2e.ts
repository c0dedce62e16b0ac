import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import type { SweepSchedule } from '../../client/index.js';
import type { ProjectArn } from '../../contract/arn.js';
import { commandOn } from '../support/processes/command.js';
import { eventually } from '../support/eventually.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

const RULES = ['--account', '111122223333', '--region', 'eu-west-1', '--model', '*'];

describe('the teardown schedule command', () => {
  let harness: Harness;
  let name: string;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness.close());
  beforeEach(() => {
    name = `nightly-${randomUUID()}`;
  });
  afterEach(() => run('schedule', 'delete', name));

  const { run, start } = commandOn(() => harness);
  const create = (...flags: string[]) => run('schedule', 'create', name, ...RULES, ...flags);
  const listed = async () => {
    const all = JSON.parse((await run('schedule', 'list', '--json')).out) as SweepSchedule[];
    return all.find((schedule) => schedule.name === name);
  };
  // The server asks the workflow behind the schedule, which may take a busy machine longer than the limit of a call.
  const described = () =>
    eventually(() => harness.client.schedule.getHandle(`sweep-models/${name}`).describe());
  const appears = () => eventually(async () => assert.ok(await listed()));

  it('starts sweeps at the scheduled times until it is paused', async () => {
    const projectArn = (await harness.emulator.addProject({ name: 'shelves' })) as ProjectArn;
    const arn = await harness.addModel({ projectArn, status: 'STOPPED' });
    const flags = [
      '--project',
      'shelves',
      '--every',
      '1s',
      '--delete',
      '--yes',
      '--requested-by',
      'retention',
    ];
    const created = await create(...flags);
    assert.equal(created.code, 0, created.err);
    await eventually(async () => assert.equal(await harness.emulator.statusOf(arn), undefined));
    await eventually(async () => assert.ok(((await listed())?.latest.length ?? 0) > 0));
    const id = (await listed())?.latest[0]?.workflowId ?? '';
    const { memo } = await harness.client.workflow.getHandle(id).describe();
    assert.deepEqual(memo, { requestedBy: 'retention' });

    assert.equal((await run('schedule', 'pause', name, '--note', 'audit')).code, 0);
    await eventually(async () => assert.equal((await listed())?.paused, true));
    const { out } = await run('schedule', 'list');
    assert.match(
      out,
      new RegExp(`^${name} \\(paused\\)\\n {2}where {2}account 111122223333 in eu-west-1$`, 'm'),
    );
    assert.match(out, /^ {2}note {3}audit$/m);
    assert.equal((await run('schedule', 'resume', name)).code, 0);
    await eventually(async () => assert.equal((await listed())?.paused, false));
  });

  it('skips a sweep while the previous one waits for approval', async () => {
    const projectArn = (await harness.emulator.addProject({ name: 'asked' })) as ProjectArn;
    const arn = await harness.addModel({ projectArn, status: 'STOPPED' });
    // Of its own project: a sweep of the schedule before may still be running, and would tear down this model too.
    await create('--project', 'asked', '--every', '1s', '--delete', '--yes', '--max-deletes', '0');
    await eventually(async () => {
      assert.ok((await described()).info.numActionsSkippedOverlap > 1);
    });
    const { runningActions, numActionsTaken, recentActions } = (await described()).info;
    assert.equal(numActionsTaken, 1, JSON.stringify(recentActions));
    assert.equal(await harness.emulator.statusOf(arn), 'STOPPED');
    await run('schedule', 'delete', name);
    const id = runningActions[0]?.workflow.workflowId ?? '';
    assert.match((await run('status', id)).out, /waiting for approval/);
    assert.match((await run('reject', id)).out, /^Rejected/);
  });

  it('does not create a schedule whose times never come', async () => {
    const { code, err } = await create('--cron', '0 3 31 2 *');
    assert.equal(code, 2);
    assert.match(err, /would never start a sweep: its times never come\. It was not created\./);
    assert.equal(await listed(), undefined);
  });

  it('uses the time zone of the schedule, and starts dry runs without --delete', async () => {
    const { out } = await create('--cron', '0 3 * * *', '--time-zone', 'Asia/Tokyo');
    assert.match(out, /Its sweeps are dry runs/);
    await appears();
    const schedule = await listed();
    assert.match(schedule?.nextAt ?? '', /T18:00:00/);
    assert.equal(schedule?.request?.dryRun, true);
    const { policies } = await described();
    assert.deepEqual(
      [policies.overlap, policies.catchupWindow, policies.pauseOnFailure],
      ['SKIP', 3_600_000, false],
    );
  });

  it('is listed with what it does now, also if it was edited since', async () => {
    await create('--every', '1d', '--older-than', '90d');
    await appears();
    const before = await listed();
    assert.deepEqual([before?.request?.dryRun, before?.every], [true, '1d']);
    await harness.client.schedule.getHandle(`sweep-models/${name}`).update((schedule) => ({
      ...schedule,
      spec: { intervals: [{ every: '7d' }] },
      action: { ...schedule.action, args: [{ ...before?.request, dryRun: false }] },
    }));
    const edited = await eventually(async () => {
      const schedule = await listed();
      assert.equal(schedule?.request?.dryRun, false);
      return schedule;
    });
    assert.equal(edited?.every, undefined, 'what it was created with is no longer true');
    const { out } = await run('schedule', 'list');
    const lines = out.slice(out.indexOf(name)).split('\n');
    assert.equal(lines[0], name);
    assert.equal(lines[3], '  when   not known to this client, or edited since: see the Web UI');
  });

  it('is not hidden from who lacks the keys that it is encrypted with', async () => {
    const keys = (id: string) => ({
      TEARDOWN_ENCRYPTION_KEYS: `${id}=${randomBytes(32).toString('base64')}`,
    });
    const created = start(['schedule', 'create', name, ...RULES, '--every', '1d'], keys('own'));
    assert.equal(await created.ended, 0, created.err());
    await appears();
    assert.equal((await listed())?.request, undefined);
    for (const env of [{}, keys('other')]) {
      const list = start(['schedule', 'list'], env);
      assert.equal(await list.ended, 0, list.err());
      assert.match(
        list.out(),
        new RegExp(`^${name}\\n {2}rules {2}can't be read: .*TEARDOWN_ENCRYPTION_KEYS`, 'm'),
      );
    }
  });

  it('rejects invalid schedules and changes nothing', async () => {
    for (const flags of [
      [],
      ['--cron', '0 3 * * *', '--every', '1d'],
      ['--every', 'day'],
      ['--cron', 'at night'],
      ['--cron', '0 3 * * *', '--time-zone', 'Middle/Earth'],
      ['--every', '1d', '--delete'],
      ['--every', '1d', '--time-zone', 'Asia/Tokyo'],
      ['--cron', ''],
      // Seconds first, for some tools; a year last, for Temporal.
      ['--cron', '0 0 3 * * *'],
      ['--cron', '0 0 3 * * * *'],
      ['--cron', 'CRON_TZ=Asia/Tokyo 0 3 * * *'],
      ['--cron', '@every 1h'],
      ['--cron', '0 3 * * * # nightly'],
    ]) {
      const { code, err } = await create(...flags);
      assert.equal(code, 2, `${flags.join(' ')}: ${err}`);
      assert.match(err, /(No request was sent|Nothing was changed)\.$/m);
    }
    assert.equal((await run('schedule', 'create', 'a/b', ...RULES, '--every', '1d')).code, 2);
    assert.equal(await listed(), undefined);
    assert.equal((await run('schedule', 'pause', name)).code, 5);
    await create('--every', '1d');
    const again = await create('--every', '2d');
    assert.equal(again.code, 2);
    assert.match(again.err, /^A schedule named nightly-\S+ already exists/m);
  });
});
