import assert from 'node:assert/strict';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import type { SweepRow } from '../../../contract/sweep/result.js';
import { cutLists, withNews } from '../../../workflows/shared/news.js';
import { newRunMemory } from '../../../workflows/shared/run-state.js';

const MEMORY = newRunMemory('looking', 'AWS', 'notNeeded', 0);
const sizeOf = (value: object) => Buffer.byteLength(JSON.stringify(value));

function rowsOf(count: number): readonly SweepRow[] {
  const project = `arn:aws:rekognition:eu-west-1:111122223333:project/${'p'.repeat(255)}`;
  return Array.from({ length: count }, (_, index) => ({
    projectVersionArn: `${project}/version/v${index}/1700000000000` as ProjectVersionArn,
    projectArn: `${project}/1690000000000` as ProjectArn,
    status: 'STOPPED',
    state: 'selected',
  }));
}

describe('what a run has to send', () => {
  it('is nothing without a receiver', () => {
    const news = { type: 'sweep.failed', failure: { type: 'AccessDenied', message: 'no' } } as const;
    assert.deepEqual(withNews({ ...MEMORY, receiver: 'none' }, news, 0).news, []);
    assert.equal(withNews(MEMORY, news, 0).news.length, 1);
  });

  it('stays below 200 kB, and reports how many entries are left out of each list', () => {
    const news = { type: 'sweep.approvalNeeded', until: '', models: rowsOf(1000) } as const;
    const [unsent] = withNews(MEMORY, news, 0).news;
    const what = unsent?.what as typeof news & { leftOut: { models: number } };
    assert.ok(sizeOf(what) < 199_000, `${sizeOf(what)} bytes`);
    assert.ok(sizeOf(what) > 150_000, `${sizeOf(what)} bytes`);
    assert.equal(what.models.length + what.leftOut.models, 1000);
    assert.equal(what.models[0], news.models[0]);
  });

  it('keeps lists that are short, and counts bytes', () => {
    const decisions = Array.from({ length: 3000 }, () => ({ note: 'é'.repeat(100) }));
    const cut = cutLists({ outcome: 'swept', models: rowsOf(2), decisions });
    assert.equal(cut.models.length, 2);
    assert.deepEqual(Object.keys(cut.leftOut ?? {}), ['decisions']);
    assert.ok(sizeOf(cut) < 199_000, `${sizeOf(cut)} bytes`);
    assert.ok(cut.decisions.length > 800, `${cut.decisions.length} decisions`);
  });

  it('is left as it is if it is small', () => {
    const result = { models: rowsOf(100), steps: [] };
    assert.equal(cutLists(result), result);
  });
});
