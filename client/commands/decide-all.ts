import type { DecisionInput } from '../../contract/model/decision.js';
import type { TeardownClient } from '../teardown-client.js';
import { TeardownError } from '../teardown-error.js';
import type { TeardownFilter } from '../list-query.js';
import type { TeardownSummary } from '../teardown-list.js';
import { confirmByTyping } from './confirmation.js';
import { EXIT, messageOf } from './exit-codes.js';
import { linesOf } from './list.js';
import { printJson } from './options.js';
import { inOneLine, printLines } from './printable.js';

/** A decision about all teardowns that wait for one. */
export interface DecisionForAll {
  readonly decision: 'approve' | 'reject';
  readonly input: DecisionInput;
  readonly filter: TeardownFilter;
  readonly json?: true | undefined;
  readonly yes?: true | undefined;
}

interface Decided {
  readonly workflowId: string;
  readonly accepted: boolean;
  /** Its effect, or why it was not accepted. */
  readonly answer: string;
}

/**
 * Shows the teardowns that wait for approval, asks for a confirmation, and sends each of them the decision. A teardown that
 * began later is not decided on.
 */
export async function decideAll(client: TeardownClient, all: DecisionForAll): Promise<void> {
  const { decision, input, json, yes } = all;
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
  const decided: Decided[] = [];
  for (const teardown of waiting) {
    const one = await decide(client, teardown, decision, input);
    decided.push(one);
    if (!json) printLines([`${one.workflowId}: ${one.answer}`]);
  }
  if (json) printJson(decided);
  if (decided.some(({ accepted }) => !accepted)) process.exitCode = EXIT.failed;
}

async function decide(
  client: TeardownClient,
  { workflowId, runId }: TeardownSummary,
  decision: DecisionForAll['decision'],
  input: DecisionInput,
): Promise<Decided> {
  try {
    return {
      workflowId,
      accepted: true,
      answer: await client.runOf(workflowId).decide(decision, input, { runId }),
    };
  } catch (error) {
    // Others may have decided meanwhile. Anything else, such as a server that is gone, ends the command.
    if (!(error instanceof TeardownError)) throw error;
    return { workflowId, accepted: false, answer: messageOf(error) };
  }
}
