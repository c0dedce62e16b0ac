import { cyrb53 } from '../../../contract/short-digest.js';
import { stopProvenAt, type Memory } from '../../../workflows/model/state.js';
import { LAG_MS, readSince } from './aws.js';
import type { World } from './world.js';

/** 53 bits of a hash of everything that decides how a world goes on. Times count by their distance from now. */
export function hashOf(world: World): number {
  const { now, aws, memory, doing, polling, found, interrupted, witness, end } = world;
  const since = Math.max(readSince(world) - now, -70_000);
  const ago = (time: number | undefined) => (time === undefined ? '' : Math.min(time - now, 8e6));
  const { sent, seen, model, tags, backOff, refused } = memory;
  const parts = [
    aws.status,
    aws.isProtected,
    aws.earlier.map((it) => `${it.status}${Math.max(ago(it.until) as number, since - LAG_MS - 1)}`).join(),
    since,
    typeof seen === 'object' ? seen.status : seen,
    Math.max(memory.readSince - now, -61_000),
    memory.status,
    model?.status,
    memory.guards,
    tags && JSON.stringify(tags.project),
    memory.paused,
    memory.restore,
    ago(memory.holdUntil),
    memory.heldStatus,
    sentOf(sent, now),
    memory.stopSent,
    Math.max((stopProvenAt(memory) ?? 0) - now, -1),
    memory.sinceStop,
    memory.mayHaveDeleted,
    memory.undone > 0,
    memory.changed,
    memory.cancelled,
    memory.late,
    memory.approval,
    ago(memory.approvalUntil),
    refused && `${refused.action}${refused.from}${refused.invalid}`,
    Math.min(memory.refusals, 4),
    memory.trouble && `${memory.trouble.reason}${memory.trouble.action}`,
    memory.calledInvalid,
    backOff && ago(backOff.until),
    memory.failure?.type,
    memory.records,
    memory.record?.written,
    doing &&
      `${doing.ask}${'call' in doing ? doing.call : ''}${'for' in doing ? doing.for : ''}${'model' in doing ? doing.model.status : ''}${'until' in doing ? ago(doing.until) : ''}${'tags' in doing ? doing.tags : ''}${'isLast' in doing ? doing.isLast : ''}`,
    polling && `${polling.for}${polling.model.status}${polling.tags}`,
    found && `${JSON.stringify({ ...found.sighting, readAt: undefined })}${ago(found.askedAt)}`,
    interrupted,
    end,
    witness.decided.join(),
    witness.pauses,
    ago(witness.keepUntil),
    Math.max(witness.acceptedAt - now, -61_000),
    witness.unanswered && `${witness.unanswered.during}${Math.max(witness.unanswered.at - now, -61_000)}`,
    witness.inDoubt &&
      `${witness.inDoubt.call}${witness.inDoubt.from}${Math.max(witness.inDoubt.at - now, -61_000)}`,
    witness.stopInDoubt && `${witness.stopInDoubt.from}${Math.max(witness.stopInDoubt.at - now, -61_000)}`,
    witness.calledInvalid,
    witness.heldStatus,
    witness.lastSeen,
    [
      witness.paused,
      witness.deletionShown,
      witness.cancelled,
      witness.late,
      witness.approved,
      witness.rejected,
      witness.restore,
      witness.sign,
      witness.fresh,
      witness.tagsRead,
      witness.mayBeLate,
      witness.refused,
      witness.lookDenied,
      witness.acted,
      witness.mayHaveStopped,
      witness.deleteSent,
      witness.startAccepted,
      witness.ownDeletion,
      witness.downByUs,
      witness.startedSince,
      witness.hasRecord,
    ]
      .map(Number)
      .join(''),
  ];
  return cyrb53(parts.join('|'));
}

function sentOf(sent: Memory['sent'], now: number): string {
  if (sent === undefined) return '';
  const { call, from, answer, at, earlier, before } = sent;
  const older = before && `${before.status}${Math.max(before.until - now, -61_000)}`;
  return `${call}${from}${answer}${Math.max(at - now, -61_000)}${older},${sentOf(earlier, now)}`;
}
