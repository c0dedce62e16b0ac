import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Place, SweepActivities } from '../contract/activities.js';
import type { ProjectVersionArn } from '../contract/arn.js';
import type { Tags } from '../contract/model.js';
import type { ProjectDescription } from '../contract/project.js';
import { atOnceOrPatiently } from './at-once-or-patiently.js';
import { AT_ONCE, PATIENTLY } from './call-options.js';
import { contractual } from './failures.js';

const atOnce = proxyLocalActivities<SweepActivities>(AT_ONCE);
const patient = proxyActivities<SweepActivities>(PATIENTLY);

export function listProjects(place: Place): Promise<readonly ProjectDescription[]> {
  const summary = 'List the projects';
  return atOnceOrPatiently(atOnce, patient, (calls) =>
    contractual(calls.listProjects.executeWithOptions({ summary }, [place])),
  );
}

/** A call for each model, which the quota makes too long for a local activity. */
export function readModelTags(arns: readonly ProjectVersionArn[]): Promise<Readonly<Record<string, Tags>>> {
  const summary = `Tags of ${arns.length} models`;
  return contractual(patient.readModelTags.executeWithOptions({ summary }, [arns]));
}

export function findTeardowns(place: Place): Promise<readonly ProjectVersionArn[]> {
  const summary = 'Teardowns under way';
  return contractual(patient.findTeardowns.executeWithOptions({ summary }, [place]));
}
