/** Maximum time for AWS to answer a request, the body included, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 10_000;

export function noAnswerInTime(): Error {
  return new Error(`no answer within ${REQUEST_TIMEOUT_MS / 1000} s`);
}
