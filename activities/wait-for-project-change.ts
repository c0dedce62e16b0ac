import { isDeepStrictEqual } from 'node:util';
import { activityInfo } from '@temporalio/activity';
import type { ProjectWait } from '../contract/activities.js';
import type { ProjectSighting } from '../contract/project.js';
import type { AwsAccess } from './aws-access.js';
import { findProject } from './describe-project.js';
import { notYet } from './not-yet.js';
import type { pollInterval } from './poll-interval.js';

/** One look of a wait, as `waitForChange` is for models: a project and its datasets are one description. */
export async function waitForProjectChange(
  aws: AwsAccess,
  { project }: ProjectWait,
  interval: typeof pollInterval,
): Promise<ProjectSighting> {
  const { scheduledTimestampMs: began, currentAttemptScheduledTimestampMs: now } = activityInfo();
  const delay = interval('deleted', Math.max(0, now - began));
  const sighting = await findProject(aws, project, { retryDelayMs: delay });
  if (!sighting.found || !isDeepStrictEqual(sighting.project, project)) return sighting;
  throw notYet(`${project.projectArn} is as it was`, delay);
}
