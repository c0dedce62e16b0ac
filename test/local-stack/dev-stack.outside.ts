import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createConnection } from 'node:net';
import { eventually } from '../support/eventually.js';
import { startDevCommand } from '../support/processes/dev-command.js';
import { runCompiled, type Command } from '../support/processes/compiled-command.js';

// What a user's shell may hold, none of which may reach a stack of our own.
const OWN_SETTINGS = {
  AWS_PROFILE: 'production',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  TEMPORAL_NAMESPACE: 'nowhere',
  TEMPORAL_API_KEY: 'secret',
  TEARDOWN_TASK_QUEUE: 'production',
};

const KEYS = { TEARDOWN_ENCRYPTION_KEYS: `own=${randomBytes(32).toString('base64')}` };

function answers(address: string): Promise<boolean> {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const socket = createConnection({ host: host ?? '', port: Number(port) });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

describe('the local stack', function () {
  const commands: Command[] = [];
  const start = (module: string, args: readonly string[], env: NodeJS.ProcessEnv) => {
    const command = runCompiled(`client/commands/${module}`, args, env);
    commands.push(command);
    return command;
  };
  afterEach(() => {
    for (const { process } of commands.splice(0)) process.kill('SIGKILL');
  });

  const startDev = async () => {
    const { command } = await startDevCommand(OWN_SETTINGS);
    commands.push(command);
    const addresses = [...command.out().matchAll(/127\.0\.0\.1:\d+/g)].map(([address]) => address);
    for (const address of addresses) assert.ok(await answers(address), address);
    return { command, addresses };
  };
  const assertGone = (addresses: readonly string[]) =>
    eventually(async () => {
      for (const address of addresses) assert.equal(await answers(address), false, address);
    });

  it('stops on Ctrl-C with `teardown dev`, and leaves nothing behind', async () => {
    const { command, addresses } = await startDev();
    command.process.kill('SIGINT');
    assert.equal(await command.ended, 0);
    await assertGone(addresses);
  });

  it('leaves nothing behind when `teardown dev` is killed', async () => {
    const { command, addresses } = await startDev();
    command.process.kill('SIGKILL');
    await assertGone(addresses);
  });

  it('tears a model down with `npm start`, and stops if there is no terminal', async () => {
    const command = start('demo', [], { ...OWN_SETTINGS, TEMPORAL_ADDRESS: undefined });
    assert.equal(await command.ended, 0, command.written());
    assert.match(command.out(), /\nDeleted shelf-monitor\/v1 in .*: AWS no longer lists it\.\n/);
    assert.match(
      command.out(),
      /\n {2}http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\/workflows\/teardown-model/,
    );
  });

  it('encrypts with `npm start` at TEMPORAL_ADDRESS if the shell has keys, client and worker alike', async () => {
    const command = start('demo', [], KEYS);
    assert.equal(await command.ended, 0, command.written());
    assert.match(command.out(), /\nDeleted shelf-monitor\/v1 in .*: AWS no longer lists it\.\n/);
  });

  it('prints with `teardown dev` a command that works in a shell with keys and a namespace', async () => {
    const env = { ...KEYS, TEMPORAL_NAMESPACE: 'nowhere' };
    const { command } = await startDevCommand(env);
    commands.push(command);
    const [, args = ''] = /npx teardown (delete .+)/.exec(command.out()) ?? [];
    const printed = start('main', [...args.split(' '), '--yes'], env);
    assert.equal(await printed.ended, 0, printed.written());
  });

  it('uses the Temporal server at TEMPORAL_ADDRESS with its own task queue', async () => {
    const [one, other] = [start('main', ['dev'], {}), start('main', ['dev'], {})];
    const queues = await eventually(() =>
      [one, other].map((command) => {
        assert.ok(command.out().includes(`Temporal    ${process.env['TEMPORAL_ADDRESS']}\n`), command.err());
        return /Task queue {2}(\S+)/.exec(command.out())?.[1];
      }),
    );
    assert.match(queues[0] ?? '', /^model-teardown-dev-/);
    assert.notEqual(queues[0], queues[1]);
  });
});
