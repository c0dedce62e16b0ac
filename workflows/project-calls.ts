import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Answer, ListedModel, ProjectActivities, ProjectQuery } from '../contract/activities.js';
import type { ProjectArn } from '../contract/arn.js';
import type { Tags } from '../contract/model.js';
import type { ProjectDescription, ProjectSighting } from '../contract/project.js';
import { atOnceOrPatiently } from './at-once-or-patiently.js';
import { AT_ONCE, PATIENTLY } from './call-options.js';
import { contractual } from './failures.js';

const atOnce = proxyLocalActivities<ProjectActivities>(AT_ONCE);
const patient = proxyActivities<ProjectActivities>(PATIENTLY);

export function findProject(query: ProjectQuery): Promise<ProjectSighting> {
  const summary = 'Look at the project';
  return atOnceOrPatiently(atOnce, patient, (calls) =>
    contractual(calls.findProject.executeWithOptions({ summary }, [query])),
  );
}

export function listModels(projectArn: ProjectArn): Promise<readonly ListedModel[]> {
  const summary = 'List the models';
  return atOnceOrPatiently(atOnce, patient, (calls) =>
    contractual(calls.listModels.executeWithOptions({ summary }, [projectArn])),
  );
}

export function readProjectTags(projectArn: ProjectArn): Promise<Tags | undefined> {
  const summary = 'Tags of the project';
  return atOnceOrPatiently(atOnce, patient, (calls) =>
    contractual(calls.readProjectTags.executeWithOptions({ summary }, [projectArn])),
  );
}

export function waitForProjectChange(
  project: ProjectDescription,
  waitingFor: string,
): Promise<ProjectSighting> {
  const summary = `Wait for ${waitingFor}`;
  return contractual(patient.waitForProjectChange.executeWithOptions({ summary }, [{ project }]));
}

export function deleteDataset(datasetArn: string): Promise<Answer> {
  const summary = `Delete the dataset ${datasetArn.split('/').slice(-2).join('/')}`;
  return contractual(patient.deleteDataset.executeWithOptions({ summary }, [datasetArn]));
}

export function deleteProject(projectArn: ProjectArn): Promise<Answer> {
  return contractual(
    patient.deleteProject.executeWithOptions({ summary: 'Delete the project' }, [projectArn]),
  );
}
