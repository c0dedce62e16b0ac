#!/usr/bin/env node
import { Command } from 'commander';
import { announceNodeSupport } from '../../contract/node-support.js';
import { TeardownError } from '../teardown-error.js';
import { cancelCommand } from './cancel.js';
import { decisionCommands } from './decide.js';
import { deleteCommand } from './delete.js';
import { devCommand } from './dev.js';
import { EXIT, EXIT_CODES_HELP, exitCodeOf } from './exit-codes.js';
import { listCommand } from './list.js';
import { printJson } from './options.js';
import { projectCommand } from './project.js';
import { pauseCommand, resumeCommand } from './pause.js';
import { scheduleCommand } from './schedule.js';
import { showCommand } from './show.js';
import { statusCommand } from './status.js';
import { sweepCommand } from './sweep.js';

announceNodeSupport(process);

const HELP = `
A teardown runs in Temporal, under the id teardown-model/ARN: it outlives this command, its worker and the server.

Try it on this machine, without AWS:
  $ teardown dev

${EXIT_CODES_HELP}`;

const program = new Command('teardown')
  .description('Tears down Amazon Rekognition Custom Labels models safely.')
  .addHelpText('after', HELP);

const COMMANDS = [
  deleteCommand,
  projectCommand,
  sweepCommand,
  scheduleCommand,
  statusCommand,
  ...decisionCommands,
  pauseCommand,
  resumeCommand,
  cancelCommand,
  showCommand,
  listCommand,
  devCommand,
];
for (const command of COMMANDS) {
  command.showHelpAfterError('(--help shows how it is meant)');
  // Commander ends with 1 on wrong usage.
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT.ok : EXIT.invalid));
  program.addCommand(command);
}
program.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT.ok : EXIT.invalid));

try {
  await program.parseAsync();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(message);
  if (process.argv.includes('--json')) {
    printJson({ error: { type: error instanceof TeardownError ? error.type : 'Error', message } });
  }
  // At once: what this process still waits for goes on without it.
  process.exit(exitCodeOf(error));
}
