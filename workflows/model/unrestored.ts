import type { FailureType } from '../../contract/failures.js';
import type { Trouble } from '../../contract/trouble.js';
import { isInTrouble } from '../shared/trouble.js';
import { CHANGES, type Memory } from './state.js';

/**
 * Returns the failure with which a run ends although it has accepted a restore, or undefined if it goes on. A cancel and the
 * deadline do not end a restore that AWS may still carry out. But while AWS refuses Start, or the look before it, they are
 * the only end, and a time-out that the starter set leaves no time at all.
 */
export function endsUnrestored(memory: Memory): FailureType | undefined {
  if (memory.restore === 'none') return undefined;
  if (memory.outOfTime) return 'DeadlineExceeded';
  if (!isRefused(memory)) return undefined;
  if (memory.late) return 'DeadlineExceeded';
  return memory.cancelled ? 'UnexpectedStatus' : undefined;
}

/** Troubles that do not pass by themselves, as throttling and outages do. */
const REFUSALS: readonly (Trouble | undefined)[] = [
  'AccessDenied',
  'CredentialsRefused',
  'Rejected',
  'InvalidRequest',
  'NotAllowed',
];

/**
 * Returns whether Start is refused again and again, or the look that comes before it. A Start whose answer was lost may have
 * been carried out.
 */
function isRefused(memory: Memory): boolean {
  const { restore, sent } = memory;
  if (restore !== 'asked' || sent?.call === 'start' || !isInTrouble(memory)) return false;
  return isStartRefused(memory) || isLookRefused(memory);
}

/** Returns whether the newest look was refused. Once the back-off is over, another look may lead to Start. */
function isLookRefused({ backOff, trouble }: Memory): boolean {
  const { action, reason } = trouble ?? {};
  const isChange = Object.values(CHANGES).some((change) => action === `rekognition:${change.action}`);
  return backOff !== undefined && !isChange && REFUSALS.includes(reason);
}

/** Returns whether AWS refuses Start itself. Earlier versions ended a restore for no other refusal. */
export function isStartRefused({ sent, trouble }: Memory): boolean {
  const { action, reason } = trouble ?? {};
  const isStart = sent === undefined && action === 'rekognition:StartProjectVersion';
  return isStart && (reason === 'AccessDenied' || reason === 'Rejected');
}
