import assert from 'node:assert/strict';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import type { ModelRow } from '../../../contract/project/result.js';
import { beginOfProject, takeOfProject } from '../../../workflows/project/apply-event.js';
import { interruptsProject, nextOfProject } from '../../../workflows/project/next-action.js';
import {
  newProjectMemory,
  type LocatedRequest,
  type ProjectMemory,
} from '../../../workflows/project/state.js';

const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelf/1788007153461' as ProjectArn;
const EXPIRES_AT = Date.UTC(2027, 0, 15, 12);

describe('the teardown of a project whose deadline has passed', () => {
  it('fails with what it waited for, what was sent, and what was deleted', () => {
    const request = { projectArn: PROJECT } as LocatedRequest;
    const projectVersionArn = PROJECT.replace(/\d+$/, 'version/v1/1788007153462') as ProjectVersionArn;
    const memory = {
      ...newProjectMemory(request, EXPIRES_AT - 3_600_000),
      late: true,
      expiresAt: EXPIRES_AT,
      waitingFor: 'somebody to approve or reject the teardown of the whole project',
      rows: [{ projectVersionArn, status: 'STOPPED', state: 'deleted' } as const],
      datasets: [`${PROJECT}/train`, `${PROJECT}/test`],
    };
    assert.deepEqual(nextOfProject(request, memory, EXPIRES_AT), {
      ask: 'fail',
      type: 'DeadlineExceeded',
      message: `The deadline (2027-01-15T12:00:00.000Z) for tearing down ${PROJECT} passed while waiting for somebody to approve or reject the teardown of the whole project. DeleteProject was not sent. Deleted so far: models: 1, datasets: 2. To continue, start the teardown again with a longer deadline.`,
    });
  });
});

describe('the teardown of a project whose DeleteDataset was perhaps not carried out', () => {
  it('looks again once that must be known, if the dataset was updated meanwhile', () => {
    const now = Date.UTC(2026, 10, 30);
    const request = { projectArn: PROJECT } as LocatedRequest;
    const datasetArn = `${PROJECT}/dataset/train/1788007153463`;
    const sent = { call: 'DeleteDataset', from: 'CREATE_COMPLETE', at: now, answer: 'unknown' } as const;
    const datasets = [{ datasetArn, type: 'TRAIN', status: 'UPDATE_COMPLETE' }];
    const project = { projectArn: PROJECT, status: 'CREATED', feature: 'CUSTOM_LABELS', datasets };
    const memory = {
      ...newProjectMemory(request, now),
      sent: { [datasetArn]: sent },
      seen: { project, models: [] },
    };
    const asked = nextOfProject(request, memory, now + 2000);
    assert.ok(asked.ask === 'pause' && asked.for === 'settling');
    const until = asked.until ?? Infinity;
    assert.ok(until < now + 60_000);
    assert.equal(nextOfProject(request, memory, until).ask, 'send');
  });
});

describe('the teardown of a project that is rejected after a reset', () => {
  const now = Date.UTC(2027, 0, 15, 12);
  const request = { projectArn: PROJECT, approval: { required: true } } as LocatedRequest;
  const projectVersionArn = PROJECT.replace(/\d+$/, 'version/v1/1788007153462') as ProjectVersionArn;
  const row = { projectVersionArn, status: 'STOPPED', state: 'waiting' } as const;
  const project = { projectArn: PROJECT, status: 'CREATED', feature: 'CUSTOM_LABELS', datasets: [] };
  const seen = { project, models: [row], startedBefore: [projectVersionArn] };
  const waiting = { ...newProjectMemory(request, now), seen, rows: [row] };
  const refused = { ...waiting, approval: 'refused' } as const;
  const isReset = () => true;
  const next = (memory: ProjectMemory) => nextOfProject(request, memory, now, isReset, isReset);

  it('ends at once, before it looks or joins teardowns, and no longer waits for them', () => {
    const joining = next(waiting);
    assert.ok(joining.ask === 'tearDownModels' && joining.areRunning);
    const looking = { ask: 'look', at: now } as const;
    for (const step of [joining, looking]) {
      assert.ok(!interruptsProject(request, waiting, step, isReset));
      assert.ok(interruptsProject(request, refused, step, isReset));
    }
    const end = { ask: 'end', outcome: 'rejected' };
    assert.deepEqual(next(refused), end);
    assert.deepEqual(next({ ...refused, seen: undefined }), end);
  });

  it('says that nothing was changed only if no teardown has ended', () => {
    const ended = { ...refused, rows: [{ ...row, state: 'deleted' as const }] };
    assert.deepEqual(next(ended), { ask: 'end', outcome: 'incomplete' });
  });
});

describe('the teardown of a project that has begun to tear down its models', () => {
  const now = Date.UTC(2027, 0, 15, 12);
  const projectVersionArn = PROJECT.replace(/\d+$/, 'version/v1/1788007153462') as ProjectVersionArn;
  const row = { projectVersionArn, status: 'RUNNING', state: 'waiting' } as const;
  const denied = {
    event: 'failed',
    type: 'AccessDenied',
    message: 'DescribeProjects was denied.',
    repeated: false,
  } as const;

  /** Returns what comes after a look that was denied, once the teardown of a model has ended so. */
  const afterDenial = (dryRun: boolean, state: ModelRow['state']) => {
    const request = { projectArn: PROJECT, dryRun } as LocatedRequest;
    const memory = { ...newProjectMemory(request, now), rows: [row] };
    const asked = { ask: 'tearDownModels', models: [row], areRunning: false } as const;
    const begun = beginOfProject(memory, asked, now);
    const ended = takeOfProject(request, begun, { event: 'row', row: { ...row, state } }, now);
    return nextOfProject(request, takeOfProject(request, ended, denied, now), now);
  };

  it('waits for AWS to allow its look, since a model may have been stopped that is kept', () => {
    for (const state of ['failed', 'cancelled'] as const) {
      assert.equal(afterDenial(false, state).ask, 'backOff', state);
    }
  });

  it('fails if AWS denies its look and it changes nothing', () => {
    assert.equal(afterDenial(true, 'planned').ask, 'fail');
  });
});
