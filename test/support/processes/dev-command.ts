import assert from 'node:assert/strict';
import { runCompiled, type Command } from './compiled-command.js';
import { eventually } from '../eventually.js';

export interface DevCommand {
  readonly command: Command;
  /** Of its Temporal server. */
  readonly address: string;
  readonly uiUrl: string;
  /** The form that starts a teardown, as the command links to it. */
  readonly startUrl: string;
  /** The ARN of its model of this status. */
  model(status: 'RUNNING' | 'STOPPED' | 'TRAINING_IN_PROGRESS'): string;
}

/** Runs `teardown dev` with a Temporal server of its own, and waits until it is up. */
export async function startDevCommand(env: NodeJS.ProcessEnv = {}): Promise<DevCommand> {
  const command = runCompiled('client/commands/main', ['dev'], { ...env, TEMPORAL_ADDRESS: undefined });
  try {
    await eventually(() => assert.match(command.out(), /Ctrl-C stops everything/, command.err()));
  } catch (error) {
    command.process.kill('SIGKILL');
    throw error;
  }
  const told = (pattern: RegExp) => {
    const [, value] = pattern.exec(command.out()) ?? [];
    assert.ok(value, `${pattern} is not in:\n${command.out()}`);
    return value;
  };
  return {
    command,
    address: told(/^Temporal +(\S+)/m),
    uiUrl: told(/Web UI (http\S+)/),
    startUrl: told(/^ +(http\S+start-workflow\S+)/m),
    model: (status) => told(new RegExp(`^${status} +(arn:\\S+)`, 'm')),
  };
}
