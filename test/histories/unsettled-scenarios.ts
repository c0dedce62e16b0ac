// What the recorded histories tell of changes that AWS may have carried out.
import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.js';
import type { Scenario } from './history-scenarios.js';

const DELETE = 'DeleteProjectVersion';

export const UNSETTLED_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'paused-while-delete-is-retried': async (harness) => {
    const arn = await harness.addModel({ status: 'STOPPED' });
    harness.emulator.faults.add({ kind: 'throttle', operation: DELETE });
    const handle = await harness.start(arn);
    await eventually(() => assert.ok(harness.operations(arn).includes(DELETE)));
    await handle.signal('pause');
    await harness.reaches(handle, 'paused');
    harness.emulator.faults.clear();
    await handle.signal('resume');
    return handle;
  },
};
