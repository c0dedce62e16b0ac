import { userInfo } from 'node:os';
import { Command } from 'commander';
import { parseDecision } from '../../contract/model/decision.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import type { DecisionUpdate } from '../../contract/names.js';
import { parseTeardownRequest } from '../../contract/model/request.js';
import { checked } from '../checked-request.js';
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
        '<arn>',
        isForMany(name) ? 'ARN of the model or project, or workflow ID of the sweep' : 'ARN of the model',
      ),
  )
    .option('--by <who>', 'who makes the decision', userInfo().username)
    .option('--note <why>', 'reason for the decision (recorded in the result)');
  if (name === 'postpone') built.requiredOption('--for <duration>', 'time to add, such as 36h or 7d');
  if (confirmed !== undefined) built.option('--yes', 'skip the confirmation prompt');
  const example = name === 'postpone' ? ' --for 7d' : '';
  return built
    .addHelpText('after', `\nExample:\n  $ teardown ${command} ARN${example} --note "see TICKET-123"`)
    .action(async (arn: string, flags: DecideFlags) => {
      if (!isForMany(name) || kindOf(arn) === 'model') checked(parseTeardownRequest(arn));
      const input = inputOf(name, flags);
      if (confirmed !== undefined) await confirm(arn, confirmed, flags.yes);
      await onAnyTeardown(arn, flags, async (teardown) => {
        const answer = await teardown.decide(name, input);
        if (flags.json) printJson({ decision: name, answer });
        else console.log(answer);
      });
    });
}

/** Returns whether project teardowns and sweeps accept this decision too. */
function isForMany(name: DecisionUpdate): boolean {
  return name === 'approve' || name === 'reject';
}

function inputOf(name: DecisionUpdate, { by, note, for: length }: DecideFlags) {
  const parsed = parseDecision(name, omitUndefined({ by, note, for: length }));
  if (!parsed.ok) throw new TeardownError('InvalidRequest', `${parsed.problem} No request was sent.`);
  return parsed.input;
}
