// The workflows of another team, in a namespace of its own.
import { createNexusServiceClient } from '@temporalio/workflow';
import { modelTeardownService, type JoinableInput } from '../../nexus/index.js';
import type {
  ProjectRequestInput,
  ProjectResult,
  TeardownRequestInput,
  TeardownResult,
} from '../../contract/index.js';

export async function retireModel(
  endpoint: string,
  input: JoinableInput<TeardownRequestInput>,
): Promise<TeardownResult> {
  return client(endpoint).executeOperation('teardownModel', input);
}

export async function retireProject(
  endpoint: string,
  input: JoinableInput<ProjectRequestInput>,
): Promise<ProjectResult> {
  return client(endpoint).executeOperation('teardownProject', input);
}

function client(endpoint: string) {
  return createNexusServiceClient({ endpoint, service: modelTeardownService });
}
