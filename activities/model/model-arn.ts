import {
  parseProjectVersionArn,
  type ProjectVersionArn,
  type ProjectVersionName,
} from '../../contract/arn.js';
import { permanent } from '../aws/errors.js';

/** @throws ApplicationFailure `InvalidRequest` if it is not a model's ARN */
export function modelOf(arn: ProjectVersionArn): ProjectVersionName {
  const model = parseProjectVersionArn(arn);
  if (!model) throw permanent('InvalidRequest', `${arn} is not the ARN of a model.`);
  return model;
}
