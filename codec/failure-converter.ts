import { DefaultFailureConverter } from '@temporalio/common';

/** Moves messages and stacks of failures into a payload, which the codec encrypts. Failure types stay in plain text. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
