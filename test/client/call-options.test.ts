import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Client } from '@temporalio/client';
import { abortable, endCalls } from '../../client/call-options.js';
import { eventually } from '../support/eventually.js';
import { warningsDuring } from '../support/warnings.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('a call to Temporal', () => {
  const calls: WeakRef<object>[] = [];
  let callsAtATime = 1;
  /** As the SDK, which never removes its listener (1.24). */
  const temporal = {
    connection: {},
    async withAbortSignal<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
      for (let n = 0; n < callsAtATime; n += 1) {
        const ofSdk = { canceled: false };
        calls.push(new WeakRef(ofSdk));
        signal.addEventListener('abort', () => (ofSdk.canceled = true));
      }
      return call();
    },
  } as unknown as Client;

  it('is not kept in memory once it has ended', async () => {
    const { signal } = new AbortController();
    for (let n = 0; n < 10; n += 1) await abortable(temporal, { signal }, () => Promise.resolve(n));
    assert.equal(calls.length, 10);
    await eventually(() => {
      collectGarbage();
      assert.ok(calls.every((call) => call.deref() === undefined));
    });
  });

  it('may make many calls at the same time', async () => {
    callsAtATime = 20;
    const call = () => abortable(temporal, {}, () => Promise.resolve());
    assert.deepEqual(await warningsDuring(call), []);
  });

  it('ends with the client, also if it is part of another', async () => {
    const never = () => new Promise<never>(() => undefined);
    const inner = abortable(temporal, {}, () => abortable(temporal, {}, never));
    endCalls(temporal);
    await assert.rejects(inner, /^Error: This client was closed before Temporal answered/);
  });
});
