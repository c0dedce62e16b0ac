import {
  parseProjectArn,
  parseProjectVersionArn,
  type ProjectName,
  type ProjectVersionName,
} from '../contract/arn.js';

/** The model or project whose teardown the checks are for. */
export type Subject = ProjectVersionName | ProjectName;

/** Returns undefined if the text is neither the ARN of a model nor that of a project. */
export function parseSubject(arn: string): Subject | undefined {
  return parseProjectVersionArn(arn) ?? parseProjectArn(arn);
}
