import type { Answer, LocatedModel, Look } from '../../contract/activities.js';
import { shortName } from '../../contract/arn.js';
import type { ModelDescription, Traffic } from '../../contract/model/description.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import { ask, change } from '../shared/call-activity.js';
import { recordOf, type WrittenBy } from './record.js';
import type { Call, Memory } from './state.js';

/** Describes the model, with its tags if they are needed. The first time, its project is looked up too. */
export function look(request: TeardownRequest, { model }: Memory, tags: boolean): Promise<Look> {
  const { projectVersionArn, projectArn } = request;
  const summary = `Describe ${shortName(projectVersionArn)}`;
  return model === undefined
    ? ask('findModel', summary, { projectVersionArn, tags, ...omitUndefined({ projectArn }) })
    : ask('describeModel', summary, { ...located(model), tags });
}

export function readTraffic(model: ModelDescription): Promise<Traffic> {
  return ask('readTraffic', `Traffic of ${nameOf(model)}`, located(model));
}

/** Sends a change. A Start asks for the inference units that the model ran with. */
export function send(call: Call, model: ModelDescription, memory: Memory): Promise<Answer> {
  const basis = omitUndefined({ readAt: memory.readAt });
  switch (call) {
    case 'stop':
      return change('stopModel', `Stop ${nameOf(model)}`, located(model), basis);
    case 'delete':
      return change('deleteModel', `Delete ${nameOf(model)}`, located(model), basis);
    case 'start': {
      // AWS's minimum, if AWS did not report the model's inference units.
      const { minInferenceUnits = 1, maxInferenceUnits } = memory.model ?? model;
      const start = { ...located(model), minInferenceUnits, maxInferenceUnits };
      return change('startModel', `Start ${nameOf(model)} again`, start);
    }
    default:
      return call satisfies never;
  }
}

/** Writes the record of the deletion to S3. */
export function writeRecord(
  request: TeardownRequest,
  memory: Memory,
  by: WrittenBy,
  isLast: boolean,
): Promise<string> {
  const summary = `Record the deletion of ${shortName(request.projectVersionArn)}`;
  return change('writeRecord', summary, { record: recordOf(request, memory, by), isLast });
}

export function located({ projectVersionArn, projectArn }: ModelDescription): LocatedModel {
  return { projectVersionArn, projectArn };
}

function nameOf({ projectVersionArn }: ModelDescription): string {
  return shortName(projectVersionArn);
}
