import assert from 'node:assert/strict';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import type { SweepRequest } from '../../../contract/sweep/request.js';
import type { SweepRow } from '../../../contract/sweep/result.js';
import { beginOfSweep, takeOfSweep } from '../../../workflows/sweep/apply-event.js';
import { newSweepMemory } from '../../../workflows/sweep/state.js';

const NOW = Date.UTC(2026, 10, 30);
const DAY_MS = 86_400_000;
const PROJECTS = 100;
const MODELS = 100;
/** A row has about 350 bytes, and a run that continues as new carries at most two megabytes. */
const MOST_CARRIED = 5000;

describe('a sweep that selects more models than it may tear down', () => {
  /** The models of a project, of which every second one is kept. The projects come in no order of age. */
  function listed(number: number) {
    const project =
      `arn:aws:rekognition:eu-west-1:111122223333:project/p${number}/1690000000000` as ProjectArn;
    const rows = Array.from({ length: MODELS }, (_, index): SweepRow => ({
      projectVersionArn: project.replace(/\d+$/, `version/v${index}/1690000000000`) as ProjectVersionArn,
      projectArn: project,
      status: 'STOPPED',
      createdAt: new Date(NOW - ((number * 37) % PROJECTS) * 86_400_000 - index * 1000).toISOString(),
      state: index % 2 === 0 ? 'selected' : 'keptNewest',
    }));
    return { event: 'seen', project, lookedAt: MODELS, listedAt: NOW, rows } as const;
  }

  it('remembers the oldest ones, and counts the others', () => {
    let memory = newSweepMemory(NOW);
    const all: SweepRow[] = [];
    for (let number = 0; number < PROJECTS; number += 1) {
      const seen = listed(number);
      all.push(...seen.rows);
      memory = takeOfSweep(memory, seen, NOW);
      assert.ok(memory.rows.length <= MOST_CARRIED, `${memory.rows.length} rows`);
    }
    memory = takeOfSweep(memory, { event: 'lookedAtAll' }, NOW);
    const oldest = (wanted: SweepRow['state']) =>
      all
        .filter(({ state }) => state === wanted)
        .toSorted((a, b) => Date.parse(a.createdAt ?? '') - Date.parse(b.createdAt ?? ''))
        .slice(0, 1000);
    assert.deepEqual(memory.rows, [...oldest('selected'), ...oldest('keptNewest')]);
    assert.equal(memory.leftForNext, 4000);
    assert.equal(memory.lookedAt, PROJECTS * MODELS);
  });
});

describe('the look of a sweep that AWS did not answer for days', () => {
  const NO_ANSWER = { event: 'failed', type: 'NoAnswer', message: 'none', repeated: true } as const;
  const projectOf = (name: string) =>
    `arn:aws:rekognition:eu-west-1:111122223333:project/${name}/1690000000000` as ProjectArn;

  /** A listing of a project with an old model and a newer one, which is kept. */
  function listed(name: string, listedAt: number, states: readonly SweepRow['state'][]) {
    const projectArn = projectOf(name);
    const rows = states.map((state, index): SweepRow => ({
      projectVersionArn: projectArn.replace(/\d+$/, `version/v${index}/1690000000000`) as ProjectVersionArn,
      projectArn,
      status: 'STOPPED',
      state,
    }));
    return { event: 'seen', project: projectArn, lookedAt: rows.length, listedAt, rows } as const;
  }
  const first = listed('a', NOW, ['selected', 'keptNewest']);
  const looking = takeOfSweep(newSweepMemory(NOW), first, NOW);
  const stands = takeOfSweep(looking, NO_ANSWER, NOW + 60_000);

  it('begins again, since what it has selected may be the newest that is left', () => {
    const later = NOW + 3 * DAY_MS;
    const second = listed('b', later, ['selected']);
    const after = takeOfSweep(stands, second, later);
    assert.deepEqual([after.rows, after.lookedIn, after.lookedAt], [[], [], 0]);
    const again = [second, listed('a', later, ['keptNewest'])].reduce(
      (memory, seen) => takeOfSweep(memory, seen, later),
      after,
    );
    assert.deepEqual([again.lookedIn.length, again.lookedAt, again.rows.length], [2, 2, 2]);
  });

  it('goes on if it fails often, and lists another project within each hour', () => {
    const projects = Array.from({ length: 100 }, (_, index) => `p${index}`);
    const after = projects.reduce((memory, name, index) => {
      const at = NOW + (index + 1) * 50 * 60_000;
      return takeOfSweep(takeOfSweep(memory, NO_ANSWER, at), listed(name, at, ['selected']), at);
    }, looking);
    assert.equal(after.lookedIn.length, 101);
  });

  it('begins again, since what it knows of running teardowns is as old, if it has not seen any models', () => {
    const later = NOW + DAY_MS;
    const begun = beginOfSweep({} as SweepRequest, newSweepMemory(NOW), { ask: 'look' }, NOW);
    const after = takeOfSweep(begun, listed('a', later, ['selected']), later);
    assert.deepEqual([after.lookedIn, after.rows, after.seenAt], [[], [], undefined]);
  });

  it('does not count a project whose models were listed days before their tags were read', () => {
    assert.deepEqual(takeOfSweep(newSweepMemory(NOW), first, NOW + DAY_MS).lookedIn, []);
  });

  it('keeps what it has torn down and what was approved, and counts what is left to the next sweep once', () => {
    const later = NOW + DAY_MS;
    const torn = listed('c', NOW, ['deleted', 'running']).rows;
    const more = { ...stands, rows: [...torn, ...stands.rows], leftForNext: 7 };
    const seen = listed('b', later, ['selected']);
    const approved = seen.rows.map(({ projectVersionArn }) => projectVersionArn);
    const unasked = takeOfSweep(more, seen, later);
    assert.deepEqual([unasked.rows, unasked.leftForNext], [torn, 0]);
    const asked = takeOfSweep({ ...more, approved }, seen, later);
    assert.deepEqual([asked.rows, asked.leftForNext, asked.approved], [torn, 7, approved]);
  });
});
