import { durationInWords } from '../../contract/duration.js';
import type { ProjectPhase } from '../../contract/project/result.js';
import type { Phase } from '../../contract/model/progress.js';
import type { SweepPhase } from '../../contract/sweep/result.js';

type AnyPhase = Phase | ProjectPhase | SweepPhase;

const PHASES: Readonly<Record<AnyPhase, string>> = {
  looking: 'checking at AWS',
  training: 'training',
  copying: 'copying',
  starting: 'starting',
  stopping: 'stopping',
  deleting: 'deleting',
  awaitingApproval: 'waiting for approval',
  paused: 'paused',
  held: 'in its grace period',
  restoring: 'restoring',
  recording: 'writing the record',
  backingOff: 'waiting to try again',
  handedOver: 'handed over',
  tearingDownModels: 'tearing down models',
  deletingDatasets: 'deleting datasets',
  deletingProject: 'deleting the project',
  done: 'done',
};

/** Returns a phase in words: `waiting for approval` for `awaitingApproval`. A newer worker's phase stays as it is. */
export function phaseInWords(phase: string): string {
  return Object.hasOwn(PHASES, phase) ? PHASES[phase as AnyPhase] : phase;
}

/** Returns the distance of an ISO time from now: `4 min ago`, `just now` or `in 6.5 d`. */
export function fromNow(iso: string, now = Date.now()): string {
  const ms = Date.parse(iso) - now;
  if (Math.abs(ms) < 1000) return 'just now';
  return ms > 0 ? `in ${durationInWords(ms)}` : `${durationInWords(-ms)} ago`;
}

/** Returns a time and its distance from now: `2026-11-24 07:00 UTC (in 6.5 d)`. */
export function timeAndDistance(iso: string, now = Date.now()): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC (${fromNow(iso, now)})`;
}
