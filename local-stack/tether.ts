// Runs a command for as long as the process that started it lives: `node tether.js COMMAND ARGS...`. The starter holds the
// other end of standard input, which the operating system closes even when the starter is killed with SIGKILL.
import { spawn } from 'node:child_process';

const PATIENCE_MS = 40_000;

const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', (code) => process.exit(code ?? 1));

function stop(): void {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
}
process.once('SIGTERM', stop);
process.stdin.once('end', stop).once('error', stop).resume();
