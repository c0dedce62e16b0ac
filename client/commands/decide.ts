import { userInfo } from 'node:os';
import { Command } from 'commander';
import { parseDecision } from '../../contract/decision.js';
import { given } from '../../contract/given.js';
import type { DecisionUpdate } from '../../contract/names.js';
import { checkedRequest } from '../checked-request.js';
import { TeardownError } from '../teardown-error.js';
import { confirm } from './confirmation.js';
import { kindOf, onAnyTeardown, printJson, withConnection, type ConnectionFlags } from './options.js';

interface DecideFlags extends ConnectionFlags {
  readonly by: string;
  readonly note?: string;
  readonly for?: string;
  readonly yes?: true;
}

interface Wording {
  readonly command: string;
  readonly description: string;
  /** What is confirmed first, of those that end in a deletion. */
  readonly confirmed?: string;
}

const WORDING: Readonly<Record<DecisionUpdate, Wording>> = {
  approve: {
    command: 'approve',
    description: 'approve a teardown that waits for it',
    confirmed: 'approved to be stopped, if it runs, and deleted',
  },
  reject: { command: 'reject', description: 'refuse a teardown; the model stays as it is' },
  restore: { command: 'restore', description: 'start a stopped model again instead of deleting it' },
  postpone: { command: 'postpone', description: 'make the grace period longer' },
  deleteNow: {
    command: 'delete-now',
    description: 'end the grace period now',
    confirmed: 'to be deleted now, before its grace period is over',
  },
};

/** The commands that take a decision about a teardown that runs. */
export const decisionCommands = Object.entries(WORDING).map(([name, wording]) =>
  commandOf(name as DecisionUpdate, wording),
);

function commandOf(name: DecisionUpdate, { command, description, confirmed }: Wording): Command {
  const built = withConnection(
    new Command(command)
      .description(description)
      .argument(
        '<arn>',
        isForMany(name) ? 'the model, the project, or the workflow id of the sweep' : 'the model',
      ),
  )
    .option('--by <who>', 'who decides', userInfo().username)
    .option('--note <why>', 'kept in the result');
  if (name === 'postpone') built.requiredOption('--for <duration>', 'by how much, like 36h or 7d');
  if (confirmed !== undefined) built.option('--yes', 'do not ask to confirm it by typing the name');
  const example = name === 'postpone' ? ' --for 7d' : '';
  return built
    .addHelpText('after', `\nExample:\n  $ teardown ${command} ARN${example} --note "see TICKET-123"`)
    .action(async (arn: string, flags: DecideFlags) => {
      if (!isForMany(name) || kindOf(arn) === 'model') checkedRequest(arn);
      const input = inputOf(name, flags);
      if (confirmed !== undefined) await confirm(arn, confirmed, flags.yes);
      await onAnyTeardown(arn, flags, async (teardown) => {
        const answer = await teardown.decide(name, input);
        if (flags.json) printJson({ decision: name, answer });
        else console.log(answer);
      });
    });
}

/** The decisions that the teardown of a whole project, and a sweep, take too. */
function isForMany(name: DecisionUpdate): boolean {
  return name === 'approve' || name === 'reject';
}

function inputOf(name: DecisionUpdate, { by, note, for: length }: DecideFlags) {
  const parsed = parseDecision(name, given({ by, note, for: length }));
  if (!parsed.ok) throw new TeardownError('InvalidRequest', `${parsed.problem} Nothing was called.`);
  return parsed.input;
}
