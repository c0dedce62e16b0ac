import { DefaultFailureConverter } from '@temporalio/common';

/** Failures with their message and stack in a payload, where the codec encrypts them; their type stays in plain text. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
