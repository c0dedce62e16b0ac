import assert from 'node:assert/strict';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import type { SweepRow } from '../../../contract/sweep/result.js';
import { takeOfSweep } from '../../../workflows/sweep/apply-event.js';
import { newSweepMemory } from '../../../workflows/sweep/state.js';

const NOW = Date.UTC(2026, 10, 30);
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
    return { event: 'seen', project, lookedAt: MODELS, rows } as const;
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
