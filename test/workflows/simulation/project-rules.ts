// The safety rules of a project's teardown, written from what it promises and not from its code.
import type { Snapshot, Witness, World } from './project-world.js';

/** Which rule is broken by what has happened, in words; undefined if none is. */
export function broken(before: World, after: World): string | undefined {
  const { doing, before: it = after.witness, aws } = after;
  if (doing === undefined || doing === before.doing) return undefined;
  if (after.end !== undefined) {
    return atEnd(after.end, it, aws, after.isProtected) ?? ofDatasets(after.end, it, after.memory.datasets);
  }
  if (doing.ask !== 'send' && doing.ask !== 'tearDownModels') return undefined;
  if (!it.fresh) return `2: ${doing.ask} without a fresh look`;
  if (it.cancelled) return `7: ${doing.ask} after a cancel`;
  if (it.late) return `7: ${doing.ask} after the deadline`;
  if (it.paused) return `13: ${doing.ask} while it is paused`;
  if (!it.tagsFree) return `12: ${doing.ask} though the tags were not read, or protect it`;
  if (!it.approved || it.rejected) return `13: ${doing.ask} without approval`;
  if (doing.ask === 'tearDownModels') return undefined;
  if (after.memory.readAt !== it.readAt) return `2: ${doing.call} is said to rest on another look`;
  if (it.seen?.hasModel) return `3: ${doing.call} of a project that holds a model`;
  const isEmpty = it.seen?.status === 'CREATED' && it.seen.dataset === 'GONE';
  return doing.call === 'DeleteProject' && !isEmpty ? '3: DeleteProject of one that is not empty' : undefined;
}

function atEnd(end: string, it: Witness, aws: Snapshot, isProtected: boolean): string | undefined {
  switch (end) {
    case 'deleted':
    case 'alreadyGone':
      if (aws.status !== 'GONE') return `6: "${end}" of a project that AWS lists`;
      if (end === 'deleted') return it.deleteSent ? undefined : '6: "deleted" without Delete';
      return it.ownDeletion ? '5: "alreadyGone" of what this run has deleted' : undefined;
    case 'cancelled':
      if (!it.cancelled) return '13: cancelled by nobody';
      return it.ownDeletion && aws.status !== 'CREATED' ? '7: cancelled while it is deleted' : undefined;
    case 'DeadlineExceeded':
      return it.late ? undefined : '13: late without a deadline';
    case 'AccessDenied':
      return it.acted ? '16: a denial has ended it after something was changed' : undefined;
    case 'rejected':
      return (it.rejected || !it.approved) && !it.acted ? undefined : '13: rejected by nobody, or too late';
    case 'incomplete':
      return it.seen?.hasModel ? undefined : '13: "incomplete", and no model is left';
    case 'ModelProtected':
      return isProtected ? undefined : '12: protected by nothing';
    default:
      return `2: ended as ${end}`;
  }
}

function ofDatasets(end: string, { ownDataset }: Witness, datasets: readonly string[]): string | undefined {
  const isMissing = ownDataset && datasets.length === 0 && (end === 'deleted' || end === 'alreadyGone');
  return isMissing ? '14: the result lacks a dataset that this run has deleted' : undefined;
}
