import assert from 'node:assert/strict';
import { billedUnits, type Cost } from '../../client/commands/billed-units.js';
import type { TeardownSummary } from '../../client/teardown-list.js';

const teardown = (more: Partial<TeardownSummary>): TeardownSummary => ({
  kind: 'model',
  workflowId: 'teardown-model/x',
  runId: 'r',
  status: 'RUNNING',
  phase: 'awaitingApproval',
  startedAt: '2026-11-24T12:00:00Z',
  ...more,
});
const running = (minInferenceUnits?: number): Cost => ({
  modelStatus: 'RUNNING',
  ...(minInferenceUnits !== undefined && { minInferenceUnits }),
});

describe('the inference units in the overview', () => {
  it('are those of running models, of which dry runs save none', () => {
    const shown = [
      [teardown({}), running(2)],
      [teardown({ dryRun: true }), running(3)],
      [teardown({}), { modelStatus: 'STOPPED', minInferenceUnits: 4 }],
    ] as const;
    assert.equal(
      billedUnits({ runningModels: 3, phases: [] }, shown),
      'Billed now: 5 inference units, of which teardowns will save 2',
    );
  });

  it('are not known of runs that do not answer, do not know them, or are not shown', () => {
    const shown = [
      [teardown({}), running(1)],
      [teardown({}), running()],
      [teardown({}), undefined],
      [teardown({}), {}],
    ] as const;
    assert.equal(
      billedUnits({ runningModels: 6, phases: [{ phase: 'training', count: 1 }] }, shown),
      'Billed now: 1 inference unit, of which teardowns will save 1; not known of 4 models',
    );
    assert.equal(billedUnits({ runningModels: 1, phases: [] }, []), 'Billed now: not known of 1 model');
  });

  it('are not those of models that are stopped or in training, of projects, and of teardowns that have ended', () => {
    const shown = [
      [teardown({ phase: 'held' }), undefined],
      [teardown({ kind: 'sweep' }), undefined],
      [teardown({ status: 'COMPLETED' }), undefined],
    ] as const;
    assert.equal(billedUnits({ runningModels: 1, phases: [{ phase: 'held', count: 1 }] }, shown), undefined);
  });
});
