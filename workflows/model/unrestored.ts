import type { FailureType } from '../../contract/failures.js';
import { isInTrouble } from '../shared/trouble.js';
import type { Memory } from './state.js';

/**
 * Returns the failure with which a run ends although it has accepted a restore, or undefined if it goes on. A cancel and the
 * deadline do not end a restore that AWS may still carry out. But while AWS refuses Start, they are the only end, and a
 * time-out that the starter set leaves no time at all.
 */
export function endsUnrestored(memory: Memory): FailureType | undefined {
  if (memory.restore === 'none') return undefined;
  if (memory.outOfTime) return 'DeadlineExceeded';
  if (!isRefused(memory)) return undefined;
  if (memory.late) return 'DeadlineExceeded';
  return memory.cancelled ? 'UnexpectedStatus' : undefined;
}

/** Returns whether AWS refuses Start again and again. An earlier one, whose answer was lost, may have been carried out. */
function isRefused(memory: Memory): boolean {
  const { restore, sent, trouble } = memory;
  if (restore !== 'asked' || sent !== undefined || trouble?.action !== START) return false;
  if (!isInTrouble(memory)) return false;
  return trouble.reason === 'AccessDenied' || trouble.reason === 'Rejected';
}

const START = 'rekognition:StartProjectVersion';
