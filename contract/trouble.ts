/**
 * Why a call has failed for minutes. Values of the search attribute `TeardownTrouble`, and of the label `reason` of the
 * metric `teardown_trouble`.
 */
export const TROUBLES = [
  'AccessDenied',
  'CredentialsRefused',
  'Throttled',
  'AwsUnavailable',
  'Unreachable',
  'NoAnswer',
  'Vanished',
  'Unsent',
  'Rejected',
  'InvalidRequest',
  'NotAllowed',
  'RecordNotWritten',
  'Other',
] as const;

export type Trouble = (typeof TROUBLES)[number];

/** Returns the reason that the type of an activity's failure names. */
export function troubleOf(type: string | null | undefined): Trouble {
  return TROUBLES.find((trouble) => trouble === type) ?? 'Other';
}
