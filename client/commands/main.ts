#!/usr/bin/env node
import { createRequire } from 'node:module';
import addCompletion from '@bomb.sh/tab/commander';
import { Command } from 'commander';
import { announceNodeSupport } from '../../contract/node-support.js';
import { TeardownError } from '../teardown-error.js';
import { TemporalCallError } from '../temporal-call-error.js';
import { cancelCommand } from './cancel.js';
import { decisionCommands } from './decide.js';
import { deleteCommand } from './delete.js';
import { devCommand } from './dev.js';
import { doctorCommand } from './doctor.js';
import { EXIT, EXIT_CODES_HELP, exitCodeOf, messageOf } from './exit-codes.js';
import { listCommand } from './list.js';
import { printJson } from './options.js';
import { projectCommand } from './project.js';
import { pauseCommand, resumeCommand } from './pause.js';
import { scheduleCommand } from './schedule.js';
import { showCommand } from './show.js';
import { statusCommand } from './status.js';
import { sweepCommand } from './sweep.js';
import { inLines } from './printable.js';

// Whoever reads the output may stop early, as `head` does: that does not fail what was asked for, nor end its progress.
process.stderr.on('error', () => undefined);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  console.error(`The output could not be written: ${error.message}.`);
  process.exit(EXIT.failed);
});
announceNodeSupport(process);

const HELP = `
Teardowns run in Temporal under the workflow ID teardown-model/ARN. They survive the end of this command, and restarts of
workers and of the Temporal server.

To try it locally without AWS:
  $ teardown dev

${EXIT_CODES_HELP}`;

const COMPLETION = `
Example, for bash:
  $ teardown complete bash > ~/.local/share/bash-completion/completions/teardown`;

const program = new Command('teardown')
  .description('Tears down Amazon Rekognition Custom Labels models safely.')
  .version(packageVersion(), '--version', 'print the version')
  .addHelpText('after', HELP);

const GROUPS: Readonly<Record<string, readonly Command[]>> = {
  'One model:': [deleteCommand, statusCommand, showCommand, cancelCommand, listCommand],
  'Many models:': [projectCommand, sweepCommand, scheduleCommand],
  'Decisions:': [...decisionCommands, pauseCommand, resumeCommand],
  'Setup:': [doctorCommand],
  'Local:': [devCommand],
};
for (const [group, commands] of Object.entries(GROUPS)) {
  for (const command of commands) program.addCommand(command.helpGroup(group));
}
program.helpCommand('help [command]', 'print the help of a command');
for (const command of [program, ...program.commands, ...scheduleCommand.commands]) {
  if (command !== program) command.showHelpAfterError('(see --help for usage)');
  // Commander exits with 1 on wrong usage.
  command.exitOverride(({ exitCode, message }) => {
    if (exitCode === 0) process.exit(EXIT.ok);
    // Commander has written the message to standard error.
    printErrorAsJson('InvalidRequest', message);
    process.exit(EXIT.invalid);
  });
}

// After the others, so that it exits as they do.
addCompletion(program);
program.commands
  .find((command) => command.name() === 'complete')
  ?.helpGroup('Setup:')
  .description('print the script by which a shell completes commands and options')
  .addHelpText('after', COMPLETION);

try {
  await program.parseAsync();
} catch (error) {
  const message = messageOf(error);
  console.error(inLines(message));
  printErrorAsJson(typeOf(error), message);
  // Exits immediately: nothing that is still pending in this process matters.
  process.exit(exitCodeOf(error));
}

/** Prints the document that takes the place of a result with `--json`. */
function printErrorAsJson(type: string, message: string): void {
  if (process.argv.includes('--json')) printJson({ error: { type, message } });
}

function typeOf(error: unknown): string {
  if (error instanceof TemporalCallError) return error.code;
  return error instanceof TeardownError ? error.type : 'Error';
}

function packageVersion(): string {
  return (createRequire(import.meta.url)('rekognition-teardown/package.json') as { version: string }).version;
}
