import type { DecisionInput } from '../../contract/model/decision.js';
import type { TeardownClient } from '../teardown-client.js';
import { TeardownError } from '../teardown-error.js';
import type { TeardownFilter } from '../list-query.js';
import type { TeardownSummary } from '../teardown-list.js';
import { confirmByTyping } from './confirmation.js';
import { EXIT, exitCodeOf, messageOf } from './exit-codes.js';
import { linesOf } from './list.js';
import { printJson } from './options.js';
import { inLines, inOneLine, printLines } from './printable.js';

/** A decision about all teardowns that wait for one. */
export interface DecisionForAll {
  readonly decision: 'approve' | 'reject';
  readonly input: DecisionInput;
  readonly filter: TeardownFilter;
  readonly json?: true | undefined;
  readonly yes?: true | undefined;
}

interface Answered {
  readonly accepted: boolean;
  /** Its effect, or why it was not accepted. */
  readonly answer: string;
}

type Decided = Answered & { readonly workflowId: string };

const NOT_SENT: Promise<Answered> = Promise.resolve({
  accepted: false,
  answer: 'The decision was not sent.',
});

/**
 * Shows the teardowns that wait for approval, asks for a confirmation, and sends each of them the decision. A teardown that
 * began later is not decided on.
 */
export async function decideAll(client: TeardownClient, all: DecisionForAll): Promise<void> {
  const { decision, json, yes } = all;
  const waiting: TeardownSummary[] = [];
  const phase = 'awaitingApproval';
  for await (const teardown of client.list({ ...all.filter, phase })) {
    // If no worker answers, it is not known whether the others wait.
    if (teardown.phase === phase) waiting.push(teardown);
  }
  console.error(linesOf(waiting).map(inOneLine).join('\n'));
  if (waiting.length > 0) {
    const what = decision === 'approve' ? 'This approves the deletions of' : 'This rejects';
    await confirmByTyping(`${waiting.length}`, { what, subject: `${waiting.length} teardowns`, yes });
  }
  const { decided, failure } = await decideEach(client, waiting, all);
  if (json) printJson(decided);
  if (failure !== undefined) {
    console.error(inLines(messageOf(failure)));
    process.exitCode = exitCodeOf(failure);
  } else if (decided.some(({ accepted }) => !accepted)) process.exitCode = EXIT.failed;
}

/** Sends the decision to one teardown after the other. After a failed call to the server, the others are not sent theirs. */
async function decideEach(
  client: TeardownClient,
  waiting: readonly TeardownSummary[],
  { decision, input, json }: DecisionForAll,
): Promise<{ readonly decided: readonly Decided[]; readonly failure: unknown }> {
  const decided: Decided[] = [];
  let failure: unknown;
  for (const teardown of waiting) {
    const { workflowId } = teardown;
    const sent = failure === undefined ? decide(client, teardown, decision, input) : NOT_SENT;
    // What was sent before is reported too: it can't be taken back.
    const one = await sent.catch((error: unknown) => {
      failure = error;
      return { accepted: false, answer: messageOf(error) };
    });
    decided.push({ workflowId, ...one });
    if (!json) printLines([`${workflowId}: ${one.answer}`]);
  }
  return { decided, failure };
}

async function decide(
  client: TeardownClient,
  { workflowId, runId, projectVersionArn, projectArn }: TeardownSummary,
  decision: DecisionForAll['decision'],
  input: DecisionInput,
): Promise<Answered> {
  try {
    const run = client.runOf(workflowId, projectVersionArn ?? projectArn);
    return { accepted: true, answer: await run.decide(decision, input, { runId }) };
  } catch (error) {
    // Others may have decided meanwhile. Anything else, such as a server that is gone, ends the command.
    if (!(error instanceof TeardownError)) throw error;
    return { accepted: false, answer: messageOf(error) };
  }
}
