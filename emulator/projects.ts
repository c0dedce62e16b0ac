import { isOf, ownProject, type Context } from './context.js';
import { inUse } from './errors.js';
import { page, type PageRequest } from './pages.js';
import type { Project, Store } from './store.js';
import { after, statusAt } from './timeline.js';

interface DescribeProjectsInput extends PageRequest {
  readonly ProjectNames?: readonly string[] | null;
  readonly Features?: readonly string[] | null;
}

export function describeProjects(
  { store, accountId, region, readAt }: Context,
  input: DescribeProjectsInput,
) {
  // The default of the API: adapters' projects are not listed unless asked for.
  const features = input.Features ?? ['CUSTOM_LABELS'];
  const projects = [...store.projects.values()].filter(
    (project) =>
      isOf(project.arn, accountId, region) &&
      store.project(project.arn, readAt) &&
      features.includes(project.feature) &&
      (!input.ProjectNames || input.ProjectNames.includes(project.name)),
  );
  const { items, next } = page(projects, input, 100);
  return { ProjectDescriptions: items.map((project) => describe(store, project, readAt)), ...next };
}

function describe(store: Store, project: Project, at: number) {
  return {
    ProjectArn: project.arn,
    CreationTimestamp: project.createdAt / 1000,
    Status: statusAt(project.timeline, at),
    // AWS leaves Feature empty for Custom Labels.
    ...(project.feature === 'CUSTOM_LABELS' ? {} : { Feature: project.feature }),
    Datasets: store.datasetsOf(project.arn, at).map((dataset) => ({
      DatasetArn: dataset.arn,
      DatasetType: dataset.type.toUpperCase(),
      CreationTimestamp: dataset.createdAt / 1000,
      Status: statusAt(dataset.timeline, at),
    })),
  };
}

export function deleteProject(context: Context, { ProjectArn }: { readonly ProjectArn: string }) {
  const { store, now } = context;
  const project = ownProject(context, ProjectArn);
  if (store.versionsOf(ProjectArn, now).length > 0 || store.datasetsOf(ProjectArn, now).length > 0) {
    throw inUse();
  }
  if (statusAt(project.timeline, now) !== 'DELETING') {
    const gone = { at: now + store.durations.deleting, status: 'GONE' };
    project.timeline = after(project.timeline, now, { at: now, status: 'DELETING' }, gone);
  }
  return { Status: 'DELETING' };
}
