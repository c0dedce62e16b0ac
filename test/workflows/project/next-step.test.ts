import assert from 'node:assert/strict';
import type { ProjectVersionArn } from '../../../contract/arn.js';
import { nextProjectStep, type ProjectFacts } from '../../../workflows/project/next-step.js';

const FACTS: ProjectFacts = {
  approval: 'notNeeded',
  paused: false,
  tried: new Set(),
  gone: new Set(),
  deletedDatasets: new Set(),
  deleteSent: false,
};
const model = (n: number) => ({ projectVersionArn: `arn:${n}` as ProjectVersionArn, status: 'STOPPED' });
const dataset = (status: string) => ({ datasetArn: `arn:${status}`, type: 'TRAIN', status });
const step = (status: string, datasets: string[], models: number[], facts: Partial<ProjectFacts> = {}) =>
  nextProjectStep({ status, datasets: datasets.map(dataset) }, models.map(model), { ...FACTS, ...facts });

describe('the next step of a project teardown', () => {
  it('is to tear down the models before anything else', () => {
    const next = step('CREATED', ['CREATE_COMPLETE'], [1, 2], {
      tried: new Set([model(1).projectVersionArn]),
    });
    assert.deepEqual(next, { step: 'tearDownModels', models: [model(2)] });
  });

  it('is to tear down models that are gone and still listed after the others', () => {
    const gone = new Set([model(1).projectVersionArn]);
    const models = (listed: number[]) => step('CREATED', [], listed, { gone });
    assert.deepEqual(models([1, 2]), { step: 'tearDownModels', models: [model(2)] });
    assert.deepEqual(models([1]), { step: 'tearDownModels', models: [model(1)] });
  });

  it('is to end with the datasets and project kept if some models were not deleted', () => {
    const tried = new Set([model(1).projectVersionArn]);
    assert.deepEqual(step('CREATED', ['CREATE_COMPLETE'], [1], { tried }), {
      step: 'end',
      outcome: 'incomplete',
    });
  });

  for (const status of ['CREATE_COMPLETE', 'CREATE_FAILED', 'UPDATE_COMPLETE', 'UPDATE_FAILED']) {
    it(`is to delete a dataset that is ${status}`, () => {
      assert.equal(step('CREATED', [status, 'CREATE_IN_PROGRESS'], []).step, 'deleteDatasets');
    });
  }
  for (const status of ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS']) {
    it(`is to wait for a dataset that is ${status}`, () => {
      assert.deepEqual(step('CREATED', [status], []), { step: 'wait', for: 'datasets' });
    });
  }

  it('is to wait for an accepted deletion though a late read does not show it', () => {
    const deletedDatasets = new Set(['arn:CREATE_COMPLETE']);
    assert.deepEqual(step('CREATED', ['CREATE_COMPLETE'], [], { deletedDatasets }), {
      step: 'wait',
      for: 'datasets',
    });
    assert.deepEqual(step('CREATED', [], [], { deleteSent: true }), { step: 'wait', for: 'project' });
  });

  it('is to fail for a status that is not known to be safe', () => {
    assert.equal(step('ARCHIVED', [], []).step, 'refuse');
    assert.equal(step('CREATED', ['CREATE_COMPLETE', 'ARCHIVED'], []).step, 'refuse');
  });

  it('is to delete the project only once it is empty', () => {
    assert.deepEqual(step('CREATED', [], []), { step: 'deleteProject' });
    assert.deepEqual(step('CREATING', [], []), { step: 'wait', for: 'project' });
    assert.deepEqual(step('DELETING', [], []), { step: 'wait', for: 'project' });
  });

  it('is to wait for approval before any change, and to end if it is rejected', () => {
    assert.deepEqual(step('CREATED', [], [1], { approval: 'awaited' }), { step: 'askApproval' });
    assert.equal(step('CREATED', [], [1], { approval: 'given' }).step, 'tearDownModels');
    for (const status of ['CREATED', 'DELETING']) {
      assert.deepEqual(step(status, [], [], { approval: 'refused' }), { step: 'end', outcome: 'rejected' });
    }
  });
});
