import type { StartedTeardown } from '../start-or-join.js';
import type { TeardownClient } from '../teardown-client.js';
import type { TeardownHandle } from '../teardown-handle.js';
import { untilDetached } from './follow.js';
import { printJson, warnWithoutWorker, type ConnectionFlags } from './options.js';
import { SILENT, viewOn, type Renderer, type View } from './views.js';
import { printLines, quoted } from './printable.js';

/** Flags of the commands that start a teardown. */
export interface StartFlags extends ConnectionFlags {
  readonly wait: boolean;
  readonly join?: true;
  readonly dryRun?: true;
  readonly ifRunning?: string;
  readonly ifServing?: string;
  readonly ifTraining?: string;
  readonly approve?: true;
  readonly approvalTimeout?: string;
  readonly gracePeriod?: string;
  readonly deadline?: string;
  readonly protectTag?: string;
  readonly yes?: true;
  readonly requestedBy?: string;
  readonly reason?: string;
}

export const JOIN_FLAG = [
  '--join',
  'join a running teardown even if it was started with different options',
] as const;

export const DEADLINE_FLAG = [
  '--deadline <duration>',
  'fail after this total time, such as 90s, 15m, 36h or 14d',
] as const;

/** Returns the fields of a request that these flags set. */
export function termsOf(flags: StartFlags) {
  const { dryRun, ifRunning, ifServing, ifTraining, gracePeriod, protectTag, requestedBy, reason } = flags;
  const { approve, approvalTimeout: timeout, deadline } = flags;
  const approval = approve || timeout !== undefined ? { required: true, timeout } : undefined;
  return {
    dryRun,
    ifRunning,
    ifServing,
    ifTraining,
    approval,
    gracePeriod,
    deadline,
    protectTag,
    requestedBy,
    reason,
  };
}

/**
 * Returns the command line of this process, quoted for a shell and labelled. Run again, it joins the teardown that it started.
 * If that has ended, it starts another one, so it asks for the confirmation again.
 */
export function followCommand(): string {
  const args = process.argv.slice(2).filter((arg) => arg !== '--yes');
  return `follow, or start again: ${['teardown', ...args.map(quoted)].join(' ')}`;
}

/** How to show one kind of teardown. */
export interface Report<Progress, Result> {
  readonly renderer: Renderer<Progress, Result>;
  readonly resultLines: (result: Result) => readonly string[];
  /** Returns undefined for 0. */
  readonly exitCodeOf: (result: Result) => number | undefined;
  /** Commands to print when the user stops following. */
  readonly commands: readonly string[];
  /** The command that shows the state of a teardown that was started with `--no-wait`. */
  readonly lookAt?: string;
}

/** Follows a teardown to its end, or only reports that it was started. */
export async function followAndReport<
  Progress extends { since: string; phase: string; waitingFor: string },
  Result,
>(
  client: TeardownClient,
  { teardown, joined }: StartedTeardown<TeardownHandle<string, Progress, Result>>,
  { wait, json }: StartFlags,
  { renderer, resultLines, exitCodeOf, commands, lookAt }: Report<Progress, Result>,
): Promise<void> {
  if (!wait) {
    const { workflowId, runId } = teardown;
    const said = [`${joined ? 'Joined the running teardown' : 'Started'}: ${workflowId}`, lookAt];
    if (json) printJson({ workflowId, runId, joined });
    else console.log(said.filter((line) => line !== undefined).join('\n'));
    await warnWithoutWorker(client, joined ? teardown : undefined);
    return;
  }
  await warnWithoutWorker(client, joined ? teardown : undefined);
  if (joined && !json)
    console.error('Joined the teardown that is already running, with the options it was started with.');
  const view: View<Progress, Result> = json ? SILENT : viewOn(process.stderr, renderer);
  const result = await untilDetached(teardown, view, commands.map((line) => `  ${line}`).join('\n'));
  if (json) printJson({ ...result, joined });
  else printLines(resultLines(result));
  const exitCode = exitCodeOf(result);
  if (exitCode !== undefined) process.exitCode = exitCode;
}
