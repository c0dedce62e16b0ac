import { Command } from 'commander';
import { parseDecision } from '../../contract/model/decision.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import type { DecisionUpdate } from '../../contract/names.js';
import { parseTeardownRequest } from '../../contract/model/request.js';
import { checked } from '../checked-request.js';
import { TeardownError } from '../teardown-error.js';
import { confirm } from './confirmation.js';
import { decideAll } from './decide-all.js';
import { filterOf, withFilter, type FilterFlags } from './filter.js';
import {
  connected,
  kindOf,
  onAnyTeardown,
  printJson,
  withConnection,
  type ConnectionFlags,
} from './options.js';
import { userName } from './user-name.js';
import { printLines } from './printable.js';

interface DecideFlags extends ConnectionFlags, FilterFlags {
  readonly all?: true;
  readonly by: string;
  readonly note?: string;
  readonly for?: string;
  readonly yes?: true;
}

interface Wording {
  readonly command: string;
  readonly description: string;
  /** The effect that the user confirms first. Only on decisions that lead to a deletion. */
  readonly confirmed?: string;
}

const WORDING: Readonly<Record<DecisionUpdate, Wording>> = {
  approve: {
    command: 'approve',
    description: 'approve a teardown that is waiting for approval',
    confirmed: 'This approves the deletion requested by the teardown of',
  },
  reject: { command: 'reject', description: 'reject a teardown and leave its models as they are' },
  restore: { command: 'restore', description: 'start the stopped model again instead of deleting it' },
  postpone: { command: 'postpone', description: 'extend the grace period' },
  deleteNow: {
    command: 'delete-now',
    description: 'end the grace period and delete the model now',
    confirmed: 'This ends the grace period and deletes the model',
  },
};

/** Commands that send a decision to a running teardown. */
export const decisionCommands = Object.entries(WORDING).map(([name, wording]) =>
  commandOf(name as DecisionUpdate, wording),
);

function commandOf(name: DecisionUpdate, { command, description, confirmed }: Wording): Command {
  const built = withConnection(
    new Command(command)
      .description(description)
      .argument(
        isForMany(name) ? '[arn]' : '<arn>',
        isForMany(name) ? 'ARN of the model or project, or workflow ID of the sweep' : 'ARN of the model',
      ),
  )
    .option('--by <who>', 'who makes the decision', userName())
    .option('--note <why>', 'reason for the decision (recorded in the result)');
  if (name === 'postpone') built.requiredOption('--for <duration>', 'time to add, such as 36h or 7d');
  if (confirmed !== undefined || isForMany(name)) built.option('--yes', 'skip the confirmation prompt');
  if (isForMany(name)) {
    withFilter(
      built.option('--all', `${command} all teardowns that wait for approval, or those that match:`),
    );
  }
  const example = name === 'postpone' ? ' --for 7d' : '';
  return built
    .addHelpText('after', `\nExample:\n  $ teardown ${command} ARN${example} --note "see TICKET-123"`)
    .action(async (arn: string | undefined, flags: DecideFlags) => {
      const isFiltered = Object.values(filterOf(flags)).some((value) => value !== undefined);
      if (arn === undefined || flags.all || isFiltered) return onAll(name, arn, flags);
      if (!isForMany(name) || kindOf(arn) === 'model') checked(parseTeardownRequest(arn));
      const input = inputOf(name, flags);
      if (confirmed !== undefined) await confirm(arn, confirmed, flags.yes);
      await onAnyTeardown(arn, flags, async (teardown) => {
        const answer = await teardown.decide(name, input);
        if (flags.json) printJson({ decision: name, answer });
        else printLines([answer]);
      });
    });
}

/** Decides on all teardowns that wait for approval and match the filter. */
async function onAll(name: DecisionUpdate, arn: string | undefined, flags: DecideFlags): Promise<void> {
  const { all, json, yes } = flags;
  if (!isForMany(name) || all === undefined || arn !== undefined) {
    throw new TeardownError(
      'InvalidRequest',
      'Name one teardown, or use --all, which the filters belong to. No request was sent.',
    );
  }
  const input = inputOf(name, flags);
  await connected(flags, (client) =>
    decideAll(client, { decision: name, input, filter: filterOf(flags), json, yes }),
  );
}

/** Returns whether project teardowns and sweeps accept this decision too. */
function isForMany(name: DecisionUpdate): name is 'approve' | 'reject' {
  return name === 'approve' || name === 'reject';
}

function inputOf(name: DecisionUpdate, { by, note, for: length }: DecideFlags) {
  const parsed = parseDecision(name, omitUndefined({ by, note, for: length }));
  if (!parsed.ok) throw new TeardownError('InvalidRequest', `${parsed.problem} No request was sent.`);
  return parsed.input;
}
