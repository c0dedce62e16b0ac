import assert from 'node:assert/strict';
import type { GuardTags, ModelDescription } from '../../../contract/model/description.js';
import { parseTeardownRequest } from '../../../contract/model/request.js';
import { omitUndefined } from '../../../contract/omit-undefined.js';
import { next } from '../../../workflows/model/next-action.js';
import { newMemory, type Memory } from '../../../workflows/model/state.js';
import { take, type Event } from '../../../workflows/model/apply-event.js';
import { begin } from '../../../workflows/model/begin-action.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const START = Date.parse('2026-11-24T12:00:00Z');

/**
 * Returns what the teardown asks for after AWS has accepted Stop.
 *
 * @param reads for each: the second, the status, the status that the wait has shown before, and the second of the request
 */
function afterStop(
  terms: object,
  ...reads: readonly (readonly [number, string, (string | undefined)?, number?])[]
): string {
  const parsed = parseTeardownRequest({ projectVersionArn: ARN, ...terms });
  assert.ok(parsed.ok);
  const { request } = parsed;
  const saw = (status: string, shownBefore?: string, tags?: GuardTags): Extract<Event, { event: 'seen' }> => {
    const model = { projectVersionArn: ARN, status, feature: 'CUSTOM_LABELS' } as ModelDescription;
    const sighting = { found: true, model, ...omitUndefined({ shownBefore, tags }) } as const;
    return { event: 'seen', sighting, by: 'look' };
  };
  let memory: Memory = newMemory(request, START);
  memory = take(request, memory, saw('RUNNING', undefined, { model: {}, project: {} }), START);
  memory = begin(memory, next(request, memory, START), START);
  memory = take(request, memory, { event: 'answer', answer: { accepted: true, status: 'STOPPING' } }, START);
  let now = START;
  for (const [seconds, status, shownBefore, asked = seconds] of reads) {
    now = START + seconds * 1000;
    memory = take(request, memory, { ...saw(status, shownBefore), askedAt: START + asked * 1000 }, now);
  }
  const ask = next(request, memory, now);
  return ask.ask === 'end' ? ask.outcome : ask.ask;
}

describe('a model that somebody starts after Stop', () => {
  const grace = { gracePeriod: '1h' };

  it('is reclaimed if a read shows STARTING', () => {
    assert.equal(afterStop(grace, [10, 'STOPPING'], [20, 'STARTING']), 'reclaimed');
    assert.equal(afterStop(grace, [10, 'STARTING']), 'reclaimed');
  });

  it('is reclaimed if a read shows RUNNING after STOPPING and can not be a late read', () => {
    assert.equal(afterStop(grace, [10, 'STOPPING'], [61, 'RUNNING']), 'reclaimed');
    assert.notEqual(afterStop(grace, [10, 'STOPPING'], [59, 'RUNNING']), 'reclaimed');
    assert.notEqual(afterStop(grace, [10, 'STOPPING'], [300, 'RUNNING', undefined, 11]), 'reclaimed');
  });

  it('is reclaimed if polls have shown STOPPING before RUNNING', () => {
    assert.equal(afterStop(grace, [61, 'RUNNING', 'STOPPING']), 'reclaimed');
  });

  it('is not reclaimed if reads have only shown RUNNING, since AWS may not have carried out Stop', () => {
    assert.equal(afterStop(grace, [61, 'RUNNING']), 'look');
  });

  it('is stopped again if there is no grace period', () => {
    assert.equal(afterStop({}, [10, 'STOPPING'], [61, 'RUNNING']), 'look');
  });
});
