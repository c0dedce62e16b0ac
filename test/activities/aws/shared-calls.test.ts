import assert from 'node:assert/strict';
import { createSharedCalls } from '../../../activities/aws/shared-calls.js';

// Promise.withResolvers of Node 22.
function promised<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
}

/** Calls that wait in line until they are let through, and answer with the parts that they were for. */
function createLine() {
  const shared = createSharedCalls();
  const calls: { letThrough(): void; fail(error: Error): void; readonly signal: AbortSignal }[] = [];
  const ask = (key: string, part: string, cancelled: Promise<never> = new Promise(() => undefined)) =>
    shared.join({ key, part }, cancelled, async (takeParts, signal) => {
      const turn = promised<undefined>();
      calls.push({ letThrough: () => turn.resolve(undefined), fail: turn.reject, signal });
      await turn.promise;
      return [...takeParts()];
    });
  return { ask, calls };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('queued calls', () => {
  it('are shared by callers with the same question, each with its own part', async () => {
    const { ask, calls } = createLine();
    const answers = [ask('shelves', 'v1'), ask('shelves', 'v2'), ask('boxes', 'v1')];
    await settled();
    assert.equal(calls.length, 2);
    for (const call of calls) call.letThrough();
    assert.deepEqual(await Promise.all(answers), [['v1', 'v2'], ['v1', 'v2'], ['v1']]);
  });

  it('can not be joined once they are sent, since the answer could be older than the question', async () => {
    const { ask, calls } = createLine();
    const first = ask('shelves', 'v1');
    await settled();
    calls[0]?.letThrough();
    await settled();
    const second = ask('shelves', 'v2');
    await settled();
    calls[1]?.letThrough();
    assert.deepEqual(await Promise.all([first, second]), [['v1'], ['v2']]);
  });

  it('are aborted when the last caller is cancelled, not before', async () => {
    const { ask, calls } = createLine();
    const one = promised<never>();
    const other = promised<never>();
    const answers = [ask('shelves', 'v1', one.promise), ask('shelves', 'v2', other.promise)];
    await settled();
    one.reject(new Error('cancelled'));
    await assert.rejects(answers[0] ?? Promise.resolve(), /cancelled/);
    assert.equal(calls[0]?.signal.aborted, false);
    other.reject(new Error('cancelled too'));
    await assert.rejects(answers[1] ?? Promise.resolve(), /cancelled too/);
    assert.equal(calls[0]?.signal.aborted, true);
  });

  it('fail for all callers that share them, and are sent again for the next caller', async () => {
    const { ask, calls } = createLine();
    const answers = [ask('shelves', 'v1'), ask('shelves', 'v2')];
    await settled();
    calls[0]?.fail(new Error('throttled'));
    for (const answer of answers) await assert.rejects(answer, /throttled/);
    const again = ask('shelves', 'v1');
    await settled();
    calls[1]?.letThrough();
    assert.deepEqual(await again, ['v1']);
  });
});
