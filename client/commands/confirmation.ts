import { createInterface } from 'node:readline/promises';
import { parseProjectVersionArn, shortName } from '../../contract/arn.js';
import { TeardownError } from '../teardown-error.js';

/**
 * Asks a person to type the name of a model, project or account, to confirm what leads to its deletion.
 *
 * @param what the effect, as the beginning of a sentence that ends in the ARN: "This stops and deletes the model"
 * @throws TeardownError `InvalidRequest` if another name is typed, or if there is no terminal to ask on
 */
export async function confirm(arn: string, what: string, yes: true | undefined): Promise<void> {
  await confirmByTyping(nameOf(arn), { what, subject: arn, yes });
}

/**
 * Asks a person to type a text.
 *
 * @throws TeardownError `InvalidRequest` if another text is typed, or if there is no terminal to ask on
 */
export async function confirmByTyping(
  text: string,
  { what, subject, yes }: { readonly what: string; readonly subject: string; readonly yes: true | undefined },
): Promise<void> {
  if (yes) return;
  const { stdin: input, stderr: output } = process;
  if (!input.isTTY) {
    throw new TeardownError(
      'InvalidRequest',
      `${what} ${subject}. There is no terminal to confirm this on. Add --yes to confirm. No request was sent.`,
    );
  }
  const lines = createInterface({ input, output });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const typed = await Promise.race([
    lines.question(`${what}\n  ${subject}\nType ${text} to confirm: `),
    closed,
  ]);
  lines.close();
  if (typed.trim() === text) return;
  throw new TeardownError('InvalidRequest', `That is not ${text}. No request was sent.`);
}

function nameOf(arn: string): string {
  const model = parseProjectVersionArn(arn);
  // The name in a project's ARN, or the project name or account itself.
  return model ? shortName(model.arn) : (arn.split('/')[1] ?? arn);
}
