import { createInterface } from 'node:readline/promises';
import { parseProjectVersionArn, shortName } from '../../contract/arn.js';
import { TeardownError } from '../teardown-error.js';

/**
 * Has a person type the name of a model, project or account before something is done that ends in its deletion.
 *
 * @throws TeardownError `InvalidRequest` where another name is typed, or where there is no terminal to ask on
 */
export async function confirm(arn: string, what: string, yes: true | undefined): Promise<void> {
  if (yes) return;
  const { stdin: input, stderr: output } = process;
  if (!input.isTTY) {
    throw new TeardownError(
      'InvalidRequest',
      `There is no terminal to confirm on that ${arn} is ${what}. Add --yes if it is. Nothing was called.`,
    );
  }
  const name = nameOf(arn);
  const lines = createInterface({ input, output });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const typed = await Promise.race([lines.question(`${arn}\nis ${what}. Type ${name} to go on: `), closed]);
  lines.close();
  if (typed.trim() === name) return;
  throw new TeardownError('InvalidRequest', 'That is not its name. Nothing was called.');
}

function nameOf(arn: string): string {
  const model = parseProjectVersionArn(arn);
  // A project's name, in its ARN or itself; an account.
  return model ? shortName(model.arn) : (arn.split('/')[1] ?? arn);
}
