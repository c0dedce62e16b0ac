import { ApiError, notFound } from './errors.js';
import { page, type PageRequest } from './pages.js';
import { ownProject, refuseStrangers, type Context } from './context.js';

interface ProjectInput {
  readonly ProjectArn: string;
}

export function listProjectPolicies(context: Context, input: ProjectInput & PageRequest) {
  const { arn, policies } = ownProject(context, input.ProjectArn);
  const { items, next } = page(policies, input, 5);
  const ProjectPolicies = items.map(({ name, revisionId, document, createdAt }) => ({
    ProjectArn: arn,
    PolicyName: name,
    PolicyRevisionId: revisionId,
    PolicyDocument: document,
    CreationTimestamp: createdAt / 1000,
    LastUpdatedTimestamp: createdAt / 1000,
  }));
  return { ProjectPolicies, ...next };
}

interface DeletePolicyInput extends ProjectInput {
  readonly PolicyName: string;
  readonly PolicyRevisionId?: string | null;
}

export function deleteProjectPolicy(context: Context, input: DeletePolicyInput) {
  const project = ownProject(context, input.ProjectArn);
  const policy = project.policies.find(({ name }) => name === input.PolicyName);
  if (!policy) throw notFound(input.PolicyName);
  if (input.PolicyRevisionId && input.PolicyRevisionId !== policy.revisionId) {
    throw new ApiError('InvalidPolicyRevisionIdException', 'The supplied revision id is not the latest one.');
  }
  project.policies = project.policies.filter((it) => it !== policy);
  return {};
}

export function listTagsForResource(context: Context, { ResourceArn }: { readonly ResourceArn: string }) {
  const { store, now } = context;
  refuseStrangers(context, ResourceArn);
  const resource =
    store.project(ResourceArn, now) ?? store.version(ResourceArn, now) ?? store.dataset(ResourceArn, now);
  if (!resource) throw notFound(ResourceArn);
  return { Tags: resource.tags };
}
