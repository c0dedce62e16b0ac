import assert from 'node:assert/strict';
import type { ModelDescription } from '../../contract/model.js';
import { parseTeardownRequest } from '../../contract/request.js';
import { next } from '../../workflows/core.js';
import { newMemory, type Memory } from '../../workflows/memory.js';
import { begin, take, type Event } from '../../workflows/take.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const START = Date.parse('2026-11-24T12:00:00Z');

/**
 * Returns what the teardown asks for after AWS has accepted Stop.
 *
 * @param reads for each: the second, the status, and the status that the wait has shown before
 */
function afterStop(terms: object, ...reads: readonly (readonly [number, string, string?])[]): string {
  const parsed = parseTeardownRequest({ projectVersionArn: ARN, ...terms });
  assert.ok(parsed.ok);
  const { request } = parsed;
  const saw = (status: string, shownBefore?: string): Event => {
    const model = { projectVersionArn: ARN, status, feature: 'CUSTOM_LABELS' } as ModelDescription;
    const sighting = { found: true, model, ...(shownBefore !== undefined && { shownBefore }) } as const;
    return { event: 'seen', sighting, by: 'look' };
  };
  let memory: Memory = newMemory(request, START);
  memory = take(request, memory, saw('RUNNING'), START);
  memory = take(request, memory, { event: 'tags', tags: { model: {}, project: {} } }, START);
  memory = begin(memory, next(request, memory, START), START);
  memory = take(request, memory, { event: 'answer', answer: { accepted: true, status: 'STOPPING' } }, START);
  let now = START;
  for (const [seconds, status, shownBefore] of reads) {
    now = START + seconds * 1000;
    memory = take(request, memory, saw(status, shownBefore), now);
  }
  const ask = next(request, memory, now);
  return ask.ask === 'end' ? ask.outcome : ask.ask;
}

describe('a model that somebody starts after the Stop of its teardown', () => {
  const grace = { gracePeriod: '1h' };

  it('is reclaimed if a read shows STARTING', () => {
    assert.equal(afterStop(grace, [10, 'STOPPING'], [20, 'STARTING']), 'reclaimed');
    assert.equal(afterStop(grace, [10, 'STARTING']), 'reclaimed');
  });

  it('is reclaimed if a read shows RUNNING after STOPPING, once it can not be a late one', () => {
    assert.equal(afterStop(grace, [10, 'STOPPING'], [61, 'RUNNING']), 'reclaimed');
    assert.notEqual(afterStop(grace, [10, 'STOPPING'], [59, 'RUNNING']), 'reclaimed');
  });

  it('is reclaimed if the looks of the wait have shown STOPPING before RUNNING', () => {
    assert.equal(afterStop(grace, [61, 'RUNNING', 'STOPPING']), 'reclaimed');
  });

  it('is not reclaimed if reads have shown nothing but RUNNING: AWS may not have carried Stop out', () => {
    assert.equal(afterStop(grace, [61, 'RUNNING']), 'readTags');
  });

  it('is stopped again if no grace period was asked for', () => {
    assert.equal(afterStop({}, [10, 'STOPPING'], [61, 'RUNNING']), 'readTags');
  });
});
