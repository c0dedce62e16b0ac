import assert from 'node:assert/strict';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import type { ModelRow } from '../../../contract/project/result.js';
import { takeOfProject } from '../../../workflows/project/apply-event.js';
import { nextOfProject } from '../../../workflows/project/next-action.js';
import {
  newProjectMemory,
  type LocatedRequest,
  type ProjectMemory,
} from '../../../workflows/project/state.js';

const NOW = Date.UTC(2027, 0, 15, 12);
const PROJECT = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelf/1788007153461' as ProjectArn;
const REQUEST = { projectArn: PROJECT, dryRun: false, protectTag: 'teardown=never' } as LocatedRequest;

const arnOf = (name: string) =>
  `${PROJECT.replace(/\d+$/, 'version')}/${name}/1788007153462` as ProjectVersionArn;
const rowOf = (name: string, state: ModelRow['state']) => ({
  projectVersionArn: arnOf(name),
  status: 'STOPPED',
  state,
});

/** The memory of a run with these models, after a listing that shows all of them. */
function listedAgain(states: Readonly<Record<string, ModelRow['state']>>): ProjectMemory {
  const rows = Object.entries(states).map(([name, state]) => rowOf(name, state));
  const project = { projectArn: PROJECT, status: 'CREATED', datasets: [] } as never;
  const models = rows.map(({ projectVersionArn, status }) => ({ projectVersionArn, status }));
  return takeOfProject(
    REQUEST,
    { ...newProjectMemory(REQUEST, NOW), rows },
    { event: 'seen', listing: { project, models }, tags: {}, askedAt: NOW, readAt: NOW },
    NOW,
  );
}

describe('a listing that still shows models which are gone', () => {
  it('is read again later, also if another model is kept', () => {
    for (const kept of ['restored', 'reclaimed', 'failed', 'cancelled'] as const) {
      const memory = listedAgain({ a: kept, b: 'deleted' });
      assert.equal(nextOfProject(REQUEST, memory, NOW).ask, 'backOff', kept);
    }
    assert.equal(nextOfProject(REQUEST, listedAgain({ b: 'deleted' }), NOW).ask, 'backOff');
  });

  it('does not hold up the teardown of another model', () => {
    const ask = nextOfProject(REQUEST, listedAgain({ a: 'waiting', b: 'deleted' }), NOW);
    assert.ok(ask.ask === 'tearDownModels');
    assert.deepEqual(
      ask.models.map((model) => model.projectVersionArn),
      [arnOf('a')],
    );
  });

  it('does not make a model that this run has deleted one that others have', () => {
    const states = (['running', 'alreadyGone'] as const).reduce(
      (memory, state) => takeOfProject(REQUEST, memory, { event: 'row', row: rowOf('b', state) }, NOW),
      listedAgain({ b: 'deleted' }),
    );
    assert.equal(states.rows[0]?.state, 'deleted');
  });
});
