import { workflowInfo } from '@temporalio/workflow';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import type { ModelRow } from '../../../contract/project/result.js';
import type { ModelChildren } from '../../../workflows/shared/tear-down-models.js';

const TERMS = {
  dryRun: false,
  ifRunning: 'stop',
  ifServing: 'ignore',
  ifTraining: 'wait',
  protectTag: 'a=b',
} as const;

/** Returns how to tear down two models, one after the other, and to collect what is shown of them. */
export function childrenInto(rows: ModelRow[]): ModelChildren {
  return {
    terms: TERMS,
    maxParallel: 1,
    isPaused: () => false,
    isLate: () => false,
    projectOf: () => 'arn:project' as ProjectArn,
    setRow: (row) => void rows.push(row),
  };
}

/** Returns two stopped models of this run's own. */
export function twoModels() {
  const named = (name: string) => ({
    projectVersionArn: `${workflowInfo().workflowId}/${name}` as ProjectVersionArn,
    status: 'STOPPED',
  });
  return [named('first'), named('second')] as const;
}
