import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { ModelDescription } from '../../../contract/model/description.js';
import type { ProjectArn, ProjectVersionArn } from '../../../contract/arn.js';
import { parseTeardownRequest } from '../../../contract/model/request.js';
import type { Ask } from '../../../workflows/model/next-action.js';
import { newMemory } from '../../../workflows/model/state.js';
import { carryOut } from '../../../workflows/shared/run-loop.js';
import type { Event } from '../../../workflows/model/apply-event.js';
import { coreOf } from '../../../workflows/model/core.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';

const MODEL: ModelDescription = {
  projectVersionArn: ARN as ProjectVersionArn,
  projectArn: 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815' as ProjectArn,
  status: 'STOPPED',
  feature: 'CUSTOM_LABELS',
};

/** A cancel that comes in the same instant as what Delete has waited for. */
export async function cancelledBeforeDelete(): Promise<readonly unknown[]> {
  const parsed = parseTeardownRequest(ARN);
  if (!parsed.ok) throw new Error(parsed.problem);
  const asked: Ask['ask'][] = [];
  const scope = new CancellationScope();
  const ended = await scope
    .run(() =>
      carryOut(coreOf(parsed.request), newMemory(parsed.request, Date.now()), {
        perform: async (_, { ask }): Promise<Event> => {
          asked.push(ask);
          const tags = { model: {}, project: {} };
          return { event: 'seen', sighting: { found: true, model: MODEL, tags }, by: 'look' };
        },
        // Right before the core is asked what comes next.
        changed({ memory }) {
          if (typeof memory.seen === 'object') scope.cancel();
        },
        continueAsNew: () => Promise.resolve(),
      }),
    )
    .then(
      () => 'sent',
      (error: unknown) => (isCancellation(error) ? 'cancelled' : String(error)),
    );
  return [ended, asked.includes('send')];
}
