import {
  parseProjectArn,
  parseProjectVersionArn,
  type ProjectName,
  type ProjectVersionName,
} from '../contract/arn.js';
import { NotChecked } from './check.js';

/** The model or project whose teardown the checks are for. */
export type Subject = ProjectVersionName | ProjectName;

/**
 * Returns the subject of a check that requires one.
 *
 * @throws NotChecked if there is none
 */
export function neededSubject(subject: Subject | undefined): Subject {
  if (subject) return subject;
  throw new NotChecked('needs a model or project: teardown doctor ARN');
}

/** Returns undefined if the text is neither the ARN of a model nor that of a project. */
export function parseSubject(arn: string): Subject | undefined {
  return parseProjectVersionArn(arn) ?? parseProjectArn(arn);
}
