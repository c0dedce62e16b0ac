import { Command } from 'commander';
import { findingsOf, type Finding } from '../../doctor/check.js';
import { parseSubject } from '../../doctor/subject.js';
import { TeardownError } from '../teardown-error.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import { printJson, taskQueueOption, withConnection, type ConnectionFlags } from './options.js';
import { printLines } from './printable.js';

interface DoctorFlags extends ConnectionFlags {
  readonly taskQueue: string;
  readonly register?: true;
}

const EXAMPLES = `
Checks the settings, Temporal, the worker, the teardowns in trouble, AWS credentials, the actions of the IAM policy, the
clock, the webhook, the event bus and the bucket of the records. Only --register changes anything. Run it with the
worker's environment, and name a model or project to check permissions.

Exit codes: that of the first thing that is wrong, else 0, even if something could not be checked.

Examples:
  $ teardown doctor
  $ teardown doctor arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958
  $ teardown doctor --register`;

const STATES = { ok: 'ok', wrong: 'WRONG', notChecked: 'not checked' } as const satisfies Readonly<
  Record<Finding['state'], string>
>;

export const doctorCommand = withConnection(
  new Command('doctor')
    .description('check what teardowns need, and say what is wrong')
    .argument('[arn]', 'ARN of a model or project to check permissions for')
    .option('--register', 'register the search attributes that the namespace lacks')
    .addOption(taskQueueOption()),
)
  .addHelpText('after', EXAMPLES)
  .action(async (arn: string | undefined, { json, register, ...flags }: DoctorFlags) => {
    const subject = arn === undefined ? undefined : parseSubject(arn);
    if (arn !== undefined && subject === undefined) {
      throw new TeardownError(
        'InvalidRequest',
        `"${arn}" is neither the ARN of a model nor that of a project.`,
      );
    }
    // Other commands start faster without the AWS SDK.
    const { allChecks } = await import('../../doctor/checks.js');
    const { checks, close } = allChecks({ ...flags, subject, register: register === true });
    const findings: Finding[] = [];
    try {
      for await (const finding of findingsOf(checks)) {
        findings.push(finding);
        if (!json) printLines([lineOf(finding)]);
      }
    } finally {
      await close();
    }
    if (json) printJson(findings.map(({ check, state, message }) => ({ check, state, message })));
    const wrong = findings.find(({ state }) => state === 'wrong');
    process.exitCode = wrong ? exitCodeOf(wrong.error) : EXIT.ok;
  });

function lineOf({ check, state, message }: Finding): string {
  return `${STATES[state].padEnd(11)}  ${check.padEnd(35)}  ${message}`;
}
