// Scenarios of recorded histories in which AWS may have carried out a change.
import assert from 'node:assert/strict';
import { update } from '../support/temporal/decisions.js';
import { eventually } from '../support/eventually.js';
import type { Scenario } from './history-scenarios.js';

const DELETE = 'DeleteProjectVersion';
const STOP = 'StopProjectVersion';
const DESCRIBE = 'DescribeProjectVersions';

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
  'restored-when-called-invalid-twice': async (harness) => {
    const invalid = { code: 'InvalidParameterException', message: 'Request has invalid parameters' };
    const arn = await harness.addModel({ status: 'STOPPED', minInferenceUnits: 1 });
    harness.emulator.faults.add({ kind: invalid, operation: DELETE });
    const deletes = () => harness.operations(arn).filter((it) => it === DELETE).length;
    // The look that would explain it is not answered before the restore.
    const when = () => deletes() > 1;
    const answer = harness.emulator.faults.add({ kind: 'throttle', operation: DESCRIBE, when });
    const handle = await harness.start({ projectVersionArn: arn, gracePeriod: '1s' });
    await eventually(() => assert.equal(deletes(), 2));
    await eventually(() => update(handle, 'restore'));
    answer();
    return handle;
  },
  'in-use-after-a-lost-stop': async (harness) => {
    const arn = await harness.addModel({ status: 'RUNNING', minInferenceUnits: 0 });
    const release = await harness.emulator.holdReads();
    harness.emulator.faults.add({ kind: 'loseResponse', times: 1, operation: STOP });
    const handle = await harness.start({ projectVersionArn: arn, ifServing: 'ask' });
    await eventually(() => assert.ok(harness.changes(arn).includes(STOP)));
    await harness.emulator.addDetections(7);
    await eventually(() => update(handle, 'reject'));
    release();
    return handle;
  },
};
