import { isDeepStrictEqual } from 'node:util';
import { activityInfo } from '@temporalio/activity';
import type { ProjectWait } from '../../contract/activities.js';
import type { ProjectSighting } from '../../contract/project/description.js';
import type { AwsAccess } from '../aws/access.js';
import { notYet } from '../shared/not-yet.js';
import type { pollInterval } from '../shared/poll-interval.js';
import { findProject } from './describe-project.js';

/** Polls a project and its datasets once, as `waitForChange` does for models. */
export async function waitForProjectChange(
  aws: AwsAccess,
  { project }: ProjectWait,
  interval: typeof pollInterval,
): Promise<ProjectSighting> {
  const { scheduledTimestampMs: began, currentAttemptScheduledTimestampMs: now } = activityInfo();
  const delay = interval('deleted', Math.max(0, now - began));
  const sighting = await findProject(aws, project, { retryDelayMs: delay });
  if (!sighting.found || !isDeepStrictEqual(sighting.project, project)) return sighting;
  throw notYet(`${project.projectArn} has not changed`, delay);
}
