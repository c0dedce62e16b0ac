import type { Call } from '../../emulator/emulator.js';
import type { Done, End, Named } from './journal.js';
import type { Act } from './story.js';

/** What a campaign saw of one model, or of one project. */
export interface Case {
  readonly arn: string;
  readonly named: Named;
  readonly calls: readonly Call[];
  readonly acts: readonly Done[];
  readonly end: End | undefined;
}

/** Whether the call changed anything: a response that is lost is one of a call that was carried out. */
export function tookEffect({ statusCode, error, fault }: Call): boolean {
  return fault === undefined ? statusCode === 200 : fault === 'loseResponse' && error === undefined;
}

export function effective({ calls }: Case, operation: string): readonly Call[] {
  return calls.filter((call) => call.operation === operation && tookEffect(call));
}

export function did(acts: readonly Done[], act: Act): Done | undefined {
  return acts.find((it) => it.act === act);
}

/** Checks a case that has ended, and returns what was not kept, a line each. */
export function complaintsOf(
  it: Case,
  inspect: (check: (isKept: boolean, complaint: string) => void, end: End) => void,
): string[] {
  const complaints: string[] = [];
  const check = (isKept: boolean, complaint: string) => {
    if (!isKept) complaints.push(`${it.arn}: ${complaint} (${told(it)})`);
  };
  if (it.end && !it.end.how.startsWith('still running')) inspect(check, it.end);
  else check(false, 'it did not end');
  return complaints;
}

function told({ named, acts, end }: Case): string {
  const said = acts.map(({ act, to }) => (to === undefined ? `perhaps ${act}` : act)).join(', ');
  return `${named.status ?? 'a project'}, ${JSON.stringify(named.story.terms)}, ${said || 'nobody did anything'}, end: ${end?.how ?? 'none'}, decisions: ${JSON.stringify(end?.decisions)}`;
}
