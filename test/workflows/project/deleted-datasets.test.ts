import assert from 'node:assert/strict';
import type { Answer } from '../../../contract/activities.js';
import type { ProjectArn } from '../../../contract/arn.js';
import { beginOfProject, takeOfProject } from '../../../workflows/project/apply-event.js';
import {
  newProjectMemory,
  type LocatedRequest,
  type ProjectMemory,
} from '../../../workflows/project/state.js';
import type { NoAnswer } from '../../../workflows/shared/sent-change.js';

const NOW = Date.UTC(2027, 0, 15, 12);
const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelf/1788007153461' as ProjectArn;
const DATASET = `${PROJECT.replace(/\d+$/, 'dataset/train')}/1788007153463`;
const REQUEST = { projectArn: PROJECT, dryRun: false, protectTag: 'teardown=never' } as LocatedRequest;
/** Reads show by then whatever was carried out. */
const LATER = NOW + 120_000;

/** Returns the memory of a run that has sent DeleteDataset, after this answer or without one. */
function sent(answer: Answer | NoAnswer, memory = newProjectMemory(REQUEST, NOW)): ProjectMemory {
  const ask = { ask: 'send', call: 'DeleteDataset', arn: DATASET, from: 'CREATE_COMPLETE' } as const;
  const begun = beginOfProject(memory, ask, NOW);
  return takeOfProject(REQUEST, begun, { event: 'answer', arn: DATASET, answer }, NOW);
}
const unanswered = sent('none');

/** Returns the memory after a look that shows the dataset in this status, or not at all. */
function seen(status: string | undefined, memory: ProjectMemory = unanswered, at = LATER): ProjectMemory {
  const datasets = status === undefined ? [] : [{ datasetArn: DATASET, type: 'TRAIN', status }];
  const project = { projectArn: PROJECT, status: 'CREATED', datasets } as never;
  const listing = { project, models: [] };
  return takeOfProject(REQUEST, memory, { event: 'seen', listing, tags: {}, askedAt: at, readAt: at }, at);
}

describe('a dataset whose deletion was not answered', () => {
  it('counts as deleted once AWS deletes it, or no longer lists it', () => {
    assert.deepEqual(seen('DELETE_IN_PROGRESS').datasets, [DATASET]);
    assert.deepEqual(seen(undefined).datasets, [DATASET]);
    assert.deepEqual(takeOfProject(REQUEST, unanswered, { event: 'gone' }, LATER).datasets, [DATASET]);
  });

  it('counts once, however often AWS shows it', () => {
    const twice = seen(undefined, seen('DELETE_IN_PROGRESS'));
    assert.deepEqual(twice.datasets, [DATASET]);
  });

  it('does not count while AWS shows it as it was', () => {
    assert.deepEqual(seen('CREATE_COMPLETE', unanswered, NOW + 1000).datasets, []);
    assert.deepEqual(seen('CREATE_COMPLETE').datasets, []);
  });

  it('does not count if it was certainly not carried out', () => {
    assert.deepEqual(seen(undefined, sent('unsent')).datasets, []);
  });

  it('counts although a look showed it for too long, and AWS no longer found it', () => {
    const shown = seen('CREATE_COMPLETE');
    assert.deepEqual(shown.sent, {});
    const again = sent({ accepted: false, because: 'notFound', message: '' }, shown);
    assert.deepEqual(seen(undefined, again).datasets, [DATASET]);
  });
});
