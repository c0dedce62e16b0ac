import assert from 'node:assert/strict';
import type { TeardownProgress } from '../../../contract/model/progress.js';
import { detailsOf } from '../../../workflows/model/details.js';

const PROGRESS = {
  phase: 'stopping',
  since: '2026-11-23T12:00:00.000Z',
  projectVersionArn: 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1',
  modelStatus: 'STOPPING',
  lookedAt: '2026-11-23T12:00:05.000Z',
  waitingFor: 'AWS to stop the model',
  nextLook: 'every few seconds',
  dryRun: false,
  deleteSent: false,
  paused: false,
  accepts: ['restore'],
  decisions: [],
  startedAt: '2026-11-23T12:00:00.000Z',
  steps: [],
} as const;

describe('the current details of a run', () => {
  it('show the model, its status and what it is waiting for', () => {
    const details = detailsOf(PROGRESS as unknown as TeardownProgress);
    assert.match(details, /^### Stopping shelves\/v1$/m);
    assert.match(details, /Status at AWS \| \*\*STOPPING\*\*, checked 2026-11-23 12:00:05 UTC/);
    assert.match(details, /Waiting for \| AWS to stop the model/);
    assert.match(details, /request cancellation: leave the model as it is now/);
  });

  it('list what a person can do now, and with which update', () => {
    const details = detailsOf(PROGRESS as unknown as TeardownProgress);
    assert.match(details, /^- update `restore` with `\{"by": "you"\}`: start the model again/m);
    assert.doesNotMatch(details, /update `approve`/);
  });

  it('say that cancellation waits once Delete was sent', () => {
    const details = detailsOf({ ...PROGRESS, deleteSent: true } as unknown as TeardownProgress);
    assert.match(details, /request cancellation: the run first waits for the deletion/);
  });

  it("keep a requester's text in its table cell", () => {
    const reason = 'superseded | see\n\n# Wiki';
    const details = detailsOf({ ...PROGRESS, reason } as unknown as TeardownProgress);
    assert.match(details, /^\| Reason \| superseded \\\| see # Wiki \|$/m);
  });
});
