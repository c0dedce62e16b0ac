import { Command } from 'commander';
import type { SweepRequest } from '../../contract/sweep/request.js';
import type { SweepSchedule } from '../sweep-schedules.js';
import { confirm } from './confirmation.js';
import { connected, printJson, taskQueueOption, withConnection, type ConnectionFlags } from './options.js';
import { fromNow, timeAndDistance } from './times-and-phases.js';
import { SWEEP_WHAT } from './sweep.js';
import { sweepRequestOf, withSweepRules, type SweepFlags } from './sweep-rules.js';
import { printLines } from './printable.js';

interface CreateFlags extends SweepFlags, ConnectionFlags {
  readonly cron?: string;
  readonly every?: string;
  readonly timeZone?: string;
}

const EXAMPLES = `
If the previous sweep is still running or waiting for approval, a sweep is skipped; the next one selects the same models.
A missed sweep runs late if it is less than an hour overdue, and is skipped otherwise.

Examples:
  $ teardown schedule create nightly --cron "0 3 * * *" --time-zone Europe/Berlin \\
      --account 111122223333 --region eu-west-1 --older-than 90d --keep-newest 3 --grace-period 14d --delete
  $ teardown schedule list`;

const createCommand = withSweepRules(
  withConnection(
    new Command('create')
      .description('create a schedule that starts sweeps')
      .argument('<name>', 'name of the schedule')
      .option('--cron <fields>', 'run at these times, as a cron expression with five fields')
      .option('--every <duration>', 'run at this interval, such as 24h')
      .option('--time-zone <name>', 'time zone of --cron, such as Europe/Berlin (default: UTC)'),
  ),
)
  .addOption(taskQueueOption())
  .addHelpText('after', EXAMPLES)
  .action(async (name: string, flags: CreateFlags) => {
    const request = sweepRequestOf(flags);
    const { cron, every, timeZone } = flags;
    if (!request.dryRun) await confirm(request.accountId, SWEEP_WHAT, flags.yes);
    await connected(flags, (client) => client.schedules.create(name, request, { cron, every, timeZone }));
    const kind = request.dryRun
      ? ' Its sweeps are dry runs; add --delete to tear down the selected models.'
      : '';
    if (flags.json) printJson({ name, request });
    else console.log(`Created the schedule ${name}.${kind}\nSee it: teardown schedule list`);
  });

const listCommand = withConnection(new Command('list').description('list schedules')).action(
  (flags: ConnectionFlags) =>
    connected(flags, async (client) => {
      const schedules = await client.schedules.list();
      if (flags.json) printJson(schedules);
      else if (schedules.length === 0) console.log('No schedules found.');
      else for (const schedule of schedules) printLines(linesOf(schedule));
    }),
);

interface Change {
  readonly name: 'pause' | 'resume' | 'delete';
  readonly description: string;
  readonly done: string;
}

const CHANGES: readonly Change[] = [
  { name: 'pause', description: 'pause a schedule; a running sweep continues', done: 'Paused' },
  { name: 'resume', description: 'resume a paused schedule', done: 'Resumed' },
  { name: 'delete', description: 'delete a schedule; a running sweep continues', done: 'Deleted' },
];

const changeCommands = CHANGES.map(({ name, description, done }) => {
  const command = new Command(name).description(description).argument('<name>', 'name of the schedule');
  if (name !== 'delete')
    command.option('--note <why>', 'reason, shown by "schedule list"; not with encryption');
  return withConnection(command).action(
    (schedule: string, flags: ConnectionFlags & { readonly note?: string }) =>
      connected(flags, async (client) => {
        await client.schedules[name](schedule, flags.note);
        if (flags.json) printJson({ name: schedule, done: name });
        else console.log(`${done} the schedule ${schedule}.`);
      }),
  );
});

export const scheduleCommand = new Command('schedule').description('manage scheduled sweeps');
for (const command of [createCommand, listCommand, ...changeCommands]) scheduleCommand.addCommand(command);

const UNREADABLE =
  "can't be read: they are invalid, or encrypted with keys that are not in TEARDOWN_ENCRYPTION_KEYS";

function linesOf(schedule: SweepSchedule): string[] {
  const { name, paused, note, nextAt, latest, request } = schedule;
  const last = latest.at(-1);
  const next = nextAt === undefined ? 'none' : timeAndDistance(nextAt);
  return [
    `${name}${paused ? ' (paused)' : ''}${request?.dryRun ? ' (dry runs)' : ''}`,
    ...whatOf(request),
    `  when   ${timesOf(schedule)}`,
    `  next   ${paused ? 'none while paused' : next}`,
    ...(last ? [`  last   ${fromNow(last.at)}  ${last.workflowId}`] : []),
    ...(note === undefined ? [] : [`  note   ${note}`]),
  ];
}

function whatOf(request: SweepRequest | undefined): string[] {
  if (request === undefined) return [`  rules  ${UNREADABLE}`];
  const { accountId, region, dryRun: _, ...rules } = request;
  return [`  where  account ${accountId} in ${region}`, `  rules  ${JSON.stringify(rules)}`];
}

function timesOf({ cron, every, timeZone = 'UTC' }: SweepSchedule): string {
  if (cron !== undefined) return `${cron}, ${timeZone}`;
  return every === undefined ? 'not known to this client, or edited since: see the Web UI' : `every ${every}`;
}
