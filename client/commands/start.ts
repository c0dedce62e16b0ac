import type { StartedTeardown } from '../start-or-join.js';
import type { TeardownClient } from '../teardown-client.js';
import type { TeardownHandle } from '../teardown-handle.js';
import { untilDetached } from './follow.js';
import { printJson, warnWithoutWorker, type ConnectionFlags } from './options.js';
import { SILENT, viewOn, type Story, type View } from './views.js';

/** The flags of the commands that start a teardown. */
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
  readonly protectTag?: string;
  readonly yes?: true;
  readonly requestedBy?: string;
  readonly reason?: string;
}

export const JOIN_FLAG = [
  '--join',
  'join a teardown that runs already, even if its options are not these (default: only if they are)',
] as const;

/** The fields of a request that these flags fill in. */
export function termsOf(flags: StartFlags) {
  const { dryRun, ifRunning, ifServing, ifTraining, gracePeriod, protectTag, requestedBy, reason } = flags;
  const { approve, approvalTimeout: timeout } = flags;
  const approval = approve || timeout !== undefined ? { required: true, timeout } : undefined;
  return {
    dryRun,
    ifRunning,
    ifServing,
    ifTraining,
    approval,
    gracePeriod,
    protectTag,
    requestedBy,
    reason,
  };
}

/** The command line of this process, for a shell: given again, it joins the teardown that it started. */
export function thisCommand(): string {
  const quoted = (text: string) =>
    /^[\w.,:=@/+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
  return ['teardown', ...process.argv.slice(2).map(quoted)].join(' ');
}

/** How one kind of teardown is told. */
export interface Told<Progress, Result> {
  readonly story: Story<Progress, Result>;
  readonly resultLines: (result: Result) => readonly string[];
  /** Undefined: 0. */
  readonly exitCodeOf: (result: Result) => number | undefined;
  /** What the user can do about a teardown that is no longer followed. */
  readonly commands: readonly string[];
  /** How to look at one that was only started. */
  readonly lookAt?: string;
}

/** Shows a teardown that was started to its end, or says only that it was. */
export async function tellOf<Progress extends { since: string; phase: string; waitingFor: string }, Result>(
  client: TeardownClient,
  { teardown, joined }: StartedTeardown<TeardownHandle<string, Progress, Result>>,
  { wait, json }: StartFlags,
  { story, resultLines, exitCodeOf, commands, lookAt }: Told<Progress, Result>,
): Promise<void> {
  await warnWithoutWorker(client);
  if (!wait) {
    const { workflowId, runId } = teardown;
    const said = [`${joined ? 'It is being torn down already' : 'Started'}: ${workflowId}`, lookAt];
    if (json) printJson({ workflowId, runId, joined });
    else console.log(said.filter((line) => line !== undefined).join('\n'));
    return;
  }
  if (joined && !json) console.error('It is being torn down already, on the terms of that request.');
  const view: View<Progress, Result> = json ? SILENT : viewOn(process.stderr, story);
  const result = await untilDetached(teardown, view, commands.map((line) => `  ${line}`).join('\n'));
  if (json) printJson({ ...result, joined });
  else console.log(resultLines(result).join('\n'));
  const exitCode = exitCodeOf(result);
  if (exitCode !== undefined) process.exitCode = exitCode;
}
