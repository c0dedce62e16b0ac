import assert from 'node:assert/strict';
import type { NativeConnection } from '@temporalio/worker';
import { GRPC_CODES, type GrpcCode } from '../../contract/grpc-codes.js';
import { InvalidSettingError } from '../../contract/settings.js';
import { checkNamespace } from '../../worker/check-namespace.js';

/** A server that refuses: a development server has no permissions, so that a real one can't show it. */
function failing(code: GrpcCode): Pick<NativeConnection, 'workflowService'> {
  const describeNamespace = () =>
    Promise.reject(Object.assign(new Error('from the server'), { code: GRPC_CODES.indexOf(code) }));
  return { workflowService: { describeNamespace } as unknown as NativeConnection['workflowService'] };
}

async function errorAfter(code: GrpcCode): Promise<Error> {
  return checkNamespace(failing(code), 'models').then(
    () => assert.fail('the namespace is accepted'),
    (error: Error) => error,
  );
}

describe('the check of the namespace', () => {
  it('advises to name another one if the server has none of that name', async () => {
    const error = await errorAfter('NOT_FOUND');
    assert.ok(error instanceof InvalidSettingError);
    assert.equal(error.message, "can't use the namespace models (from the server). Set TEMPORAL_NAMESPACE.");
  });

  for (const code of ['PERMISSION_DENIED', 'UNAUTHENTICATED'] as const)
    it(`advises to check the credentials after ${code}`, async () => {
      const error = await errorAfter(code);
      assert.ok(!(error instanceof InvalidSettingError));
      assert.match(error.message, /models.*Set TEMPORAL_NAMESPACE, or give the worker's credentials access/);
    });

  it('does not take a server that is away for a wrong setting', async () => {
    const error = await errorAfter('UNAVAILABLE');
    assert.ok(!(error instanceof InvalidSettingError));
    assert.equal(error.message, "can't use the namespace models (from the server).");
  });
});
