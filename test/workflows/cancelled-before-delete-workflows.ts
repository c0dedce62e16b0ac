import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { ModelDescription } from '../../contract/model.js';
import type { ProjectArn, ProjectVersionArn } from '../../contract/arn.js';
import { parseTeardownRequest } from '../../contract/request.js';
import { sendDelete } from '../../workflows/changes.js';
import { TeardownState } from '../../workflows/teardown-state.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';

const MODEL: ModelDescription = {
  projectVersionArn: ARN as ProjectVersionArn,
  projectArn: 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/1690474772815' as ProjectArn,
  status: 'STOPPED',
  feature: 'CUSTOM_LABELS',
};

/** A cancel that has come in the same instant as what Delete had waited for. */
export async function cancelledBeforeDelete(): Promise<readonly unknown[]> {
  const parsed = parseTeardownRequest(ARN);
  if (!parsed.ok) throw new Error(parsed.problem);
  const state = new TeardownState(parsed.request);
  const scope = new CancellationScope();
  scope.cancel();
  const ended = await sendDelete(state, MODEL, {
    untilCancelled: (step) => scope.run(step),
    get cancelled() {
      return scope.consideredCancelled;
    },
  }).then(
    () => 'sent',
    (error: unknown) => (isCancellation(error) ? 'cancelled' : String(error)),
  );
  return [ended, state.deleteSent];
}
