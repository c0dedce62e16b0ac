import assert from 'node:assert/strict';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';

/** The failure that a run ended with: fails where it did not end with one of the contract's kind. */
export async function failureOf(result: Promise<unknown>): Promise<ApplicationFailure> {
  let error: unknown;
  try {
    await result;
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(error instanceof WorkflowFailedError, `the run did not fail: ${String(error)}`);
  assert.ok(error.cause instanceof ApplicationFailure, `not an ApplicationFailure: ${String(error.cause)}`);
  return error.cause;
}
