import { Command } from 'commander';
import { inWords } from '../../contract/duration.js';
import type { SweepSchedule } from '../sweep-schedules.js';
import { confirm } from './confirmation.js';
import { connected, printJson, taskQueueOption, withConnection, type ConnectionFlags } from './options.js';
import { SWEEP_WHAT } from './sweep.js';
import { sweepRequestOf, withSweepRules, type SweepFlags } from './sweep-rules.js';

interface CreateFlags extends SweepFlags, ConnectionFlags {
  readonly cron?: string;
  readonly every?: string;
  readonly timeZone?: string;
}

const EXAMPLES = `
A sweep that is due while the one before still runs, or waits for approval, is skipped: the next one takes what it would
have taken. One that was missed is made up for within an hour, and skipped after that.

Examples:
  $ teardown schedule create nightly --cron "0 3 * * *" --time-zone Europe/Berlin \\
      --account 111122223333 --region eu-west-1 --older-than 90d --keep-newest 3 --grace-period 14d --delete
  $ teardown schedule list`;

const createCommand = withSweepRules(
  withConnection(
    new Command('create')
      .description('sweep again and again')
      .argument('<name>', 'what the schedule is called')
      .option('--cron <fields>', 'when, in five fields as cron has them')
      .option('--every <duration>', 'instead: each so long')
      .option('--time-zone <name>', 'of --cron, like Europe/Berlin (default: UTC)'),
  ),
)
  .addOption(taskQueueOption())
  .addHelpText('after', EXAMPLES)
  .action(async (name: string, flags: CreateFlags) => {
    const request = sweepRequestOf(flags);
    const { cron, every, timeZone } = flags;
    if (!request.dryRun) await confirm(request.accountId, SWEEP_WHAT, flags.yes);
    await connected(flags, (client) => client.schedules.create(name, request, { cron, every, timeZone }));
    const kind = request.dryRun ? ' Its sweeps are dry runs, without --delete.' : '';
    if (flags.json) printJson({ name, request });
    else console.log(`Created the schedule ${name}.${kind}\nteardown schedule list`);
  });

const listCommand = withConnection(new Command('list').description('list the schedules')).action(
  (flags: ConnectionFlags) =>
    connected(flags, async (client) => {
      const schedules = await client.schedules.list();
      if (flags.json) printJson(schedules);
      else if (schedules.length === 0) console.log('No schedules.');
      else for (const schedule of schedules) console.log(linesOf(schedule).join('\n'));
    }),
);

interface Change {
  readonly name: 'pause' | 'resume' | 'delete';
  readonly description: string;
  readonly done: string;
}

const CHANGES: readonly Change[] = [
  { name: 'pause', description: 'start no sweeps until resumed; one that runs goes on', done: 'Paused' },
  { name: 'resume', description: 'start sweeps again', done: 'Resumed' },
  { name: 'delete', description: 'delete a schedule; a sweep that runs goes on', done: 'Deleted' },
];

const changeCommands = CHANGES.map(({ name, description, done }) => {
  const command = new Command(name).description(description).argument('<name>', 'what it is called');
  if (name !== 'delete') command.option('--note <why>', 'shown by list');
  return withConnection(command).action(
    (schedule: string, flags: ConnectionFlags & { readonly note?: string }) =>
      connected(flags, async (client) => {
        await client.schedules[name](schedule, flags.note);
        if (flags.json) printJson({ name: schedule, done: name });
        else console.log(`${done} the schedule ${schedule}.`);
      }),
  );
});

export const scheduleCommand = new Command('schedule').description('have Temporal sweep again and again');
for (const command of [createCommand, listCommand, ...changeCommands]) scheduleCommand.addCommand(command);

function linesOf(schedule: SweepSchedule): string[] {
  const { name, paused, note, cron, every, timeZone = 'UTC', nextAt, latest, request } = schedule;
  const { accountId, region, dryRun, ...rules } = request;
  const last = latest.at(-1);
  const next = nextAt === undefined ? 'never' : `${nextAt}, in ${inWords(Date.parse(nextAt) - Date.now())}`;
  return [
    `${name}${paused ? ' (paused)' : ''}${dryRun ? ' (dry runs)' : ''}`,
    `  where  account ${accountId} in ${region}`,
    `  rules  ${JSON.stringify(rules)}`,
    `  when   ${cron === undefined ? `every ${every}` : `${cron}, ${timeZone}`}`,
    `  next   ${paused ? 'not until it is resumed' : next}`,
    ...(last ? [`  last   ${last.at}  ${last.workflowId}`] : []),
    ...(note === undefined ? [] : [`  note   ${note}`]),
  ];
}
