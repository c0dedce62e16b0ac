import type { ListedModel } from '../../contract/activities.js';
import type { ProjectVersionArn } from '../../contract/arn.js';
import type { DatasetDescription, ProjectDescription } from '../../contract/project/description.js';

export type NextProjectStep =
  | { readonly step: 'askApproval' }
  | { readonly step: 'awaitResume' }
  | { readonly step: 'tearDownModels'; readonly models: readonly ListedModel[] }
  | { readonly step: 'deleteDatasets'; readonly datasets: readonly DatasetDescription[] }
  | { readonly step: 'deleteProject' }
  | { readonly step: 'wait'; readonly for: 'datasets' | 'project' }
  | { readonly step: 'end'; readonly outcome: 'rejected' | 'incomplete' }
  | { readonly step: 'refuse'; readonly what: string; readonly status: string };

export interface ProjectFacts {
  readonly approval: 'notNeeded' | 'awaited' | 'given' | 'refused';
  readonly paused: boolean;
  /** The models that a teardown was tried of and that need not have gone by it. */
  readonly tried: ReadonlySet<ProjectVersionArn>;
  /** The models that their teardowns have found gone. A late listing may still show them. */
  readonly gone: ReadonlySet<ProjectVersionArn>;
  /** The datasets of which AWS has accepted the deletion, which a late read may not show yet. */
  readonly deletedDatasets: ReadonlySet<string>;
  /** Whether AWS has accepted the deletion of the project. */
  readonly deleteSent: boolean;
}

// The statuses of the API (botocore, rekognition/2016-06-27). AWS deletes no dataset that is being created or
// updated (DeleteDataset).
const BUSY = ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS'];
const DELETABLE = ['CREATE_COMPLETE', 'CREATE_FAILED', 'UPDATE_COMPLETE', 'UPDATE_FAILED'];

/**
 * Returns the next step, from a fresh description of a project and its models. Models go first and datasets after
 * them, since a model that stays may have to be trained again.
 */
export function nextProjectStep(
  { status, datasets }: Pick<ProjectDescription, 'status' | 'datasets'>,
  models: readonly ListedModel[],
  { approval, paused, tried, gone, deletedDatasets, deleteSent }: ProjectFacts,
): NextProjectStep {
  if (approval === 'refused') return { step: 'end', outcome: 'rejected' };
  if (status === 'DELETING' || deleteSent) return { step: 'wait', for: 'project' };
  if (status !== 'CREATED' && status !== 'CREATING') return { step: 'refuse', what: 'The project', status };
  if (approval === 'awaited') return { step: 'askApproval' };

  const unlessPaused = (step: NextProjectStep): NextProjectStep => (paused ? { step: 'awaitResume' } : step);
  const untried = models.filter(({ projectVersionArn }) => !tried.has(projectVersionArn));
  const present = untried.filter(({ projectVersionArn }) => !gone.has(projectVersionArn));
  if (present.length > 0) return unlessPaused({ step: 'tearDownModels', models: present });
  if (untried.length > 0) return unlessPaused({ step: 'tearDownModels', models: untried });
  if (models.length > 0) return { step: 'end', outcome: 'incomplete' };

  const strange = datasets.find((it) => !BUSY.includes(it.status) && !DELETABLE.includes(it.status));
  if (strange) return { step: 'refuse', what: `The dataset ${strange.datasetArn}`, status: strange.status };
  const deletable = datasets.filter(
    (it) => DELETABLE.includes(it.status) && !deletedDatasets.has(it.datasetArn),
  );
  if (deletable.length > 0) return unlessPaused({ step: 'deleteDatasets', datasets: deletable });
  if (datasets.length > 0) return { step: 'wait', for: 'datasets' };
  return status === 'CREATED' ? unlessPaused({ step: 'deleteProject' }) : { step: 'wait', for: 'project' };
}
