import type { ProjectArn } from '../../contract/arn.js';
import type { Tags } from '../../contract/model/description.js';
import type { AwsAccess } from '../aws/access.js';
import type { ReadOptions } from '../aws/call.js';
import { readTagsOf } from '../aws/read-tags.js';
import { findProject } from './describe-project.js';

/** Reads the tags of a project. Undefined if it is gone. */
export function readProjectTags(
  aws: AwsAccess,
  projectArn: ProjectArn,
  options?: Pick<ReadOptions, 'first'>,
): Promise<Tags | undefined> {
  return readTagsOf(aws, projectArn, () => findProject(aws, { projectArn }), options);
}
