import assert from 'node:assert/strict';
import { FEATURES, MODEL_STATUSES, type ModelStatus } from '../../../contract/model/description.js';
import { nextStep, NO_FACTS } from '../../../workflows/model/next-step.js';

// What is expected, written out a second time and by hand: [Custom Labels, adapter].
const EXPECTED: Readonly<Record<ModelStatus, readonly [string, string]>> = {
  TRAINING_IN_PROGRESS: ['wait trained', 'wait trained'],
  TRAINING_COMPLETED: ['delete', 'delete'],
  TRAINING_FAILED: ['delete', 'delete'],
  STARTING: ['wait started', 'refuse UnexpectedStatus'],
  RUNNING: ['stop', 'refuse UnexpectedStatus'],
  FAILED: ['delete', 'delete'],
  STOPPING: ['wait stopped', 'refuse UnexpectedStatus'],
  STOPPED: ['delete', 'delete'],
  DELETING: ['wait deleted', 'wait deleted'],
  COPYING_IN_PROGRESS: ['wait copied', 'refuse UnexpectedStatus'],
  COPYING_COMPLETED: ['delete', 'delete'],
  COPYING_FAILED: ['delete', 'delete'],
  DEPRECATED: ['delete', 'delete'],
  EXPIRED: ['delete', 'delete'],
};
const IF_RUNNING = ['stop', 'fail'] as const;
const IF_TRAINING = ['wait', 'fail'] as const;

function expected(status: ModelStatus, feature: number, ifRunning: string, ifTraining: string): string {
  const step = EXPECTED[status][feature] ?? '';
  if (ifTraining === 'fail' && step === 'wait trained') return 'refuse ModelTraining';
  if (ifRunning === 'fail' && (step === 'stop' || step === 'wait started')) return 'refuse ModelRunning';
  return step;
}

function said(
  status: string,
  feature: string,
  ifRunning: 'stop' | 'fail',
  ifTraining: 'wait' | 'fail',
): string {
  const next = nextStep({ status, feature }, { ifRunning, ifTraining }, NO_FACTS);
  if (next.step === 'wait') return `wait ${next.for}`;
  return next.step === 'refuse' ? `refuse ${next.failure}` : next.step;
}

describe('the next step', () => {
  for (const [index, feature] of FEATURES.entries()) {
    for (const status of MODEL_STATUSES) {
      for (const ifRunning of IF_RUNNING) {
        for (const ifTraining of IF_TRAINING) {
          const step = expected(status, index, ifRunning, ifTraining);
          it(`of ${feature} ${status}, ifRunning ${ifRunning}, ifTraining ${ifTraining}, is: ${step}`, () => {
            assert.equal(said(status, feature, ifRunning, ifTraining), step);
          });
        }
      }
    }
  }

  it('is to refuse unknown statuses and unknown features', () => {
    for (const [status, feature] of [
      ['ARCHIVED', 'CUSTOM_LABELS'],
      ['ARCHIVED', 'CONTENT_MODERATION'],
      ['STOPPED', 'FACE_SEARCH'],
      ['constructor', 'CUSTOM_LABELS'],
      ['STOPPED', 'toString'],
      ['', ''],
    ] as const) {
      assert.equal(said(status, feature, 'stop', 'wait'), 'refuse UnexpectedStatus');
    }
  });

  it('is never to stop an adapter, whatever its status', () => {
    for (const status of [...MODEL_STATUSES, 'ARCHIVED']) {
      assert.notEqual(said(status, 'CONTENT_MODERATION', 'stop', 'wait'), 'stop');
    }
  });
});
