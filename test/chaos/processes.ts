import { setMaxListeners } from 'node:events';
import type { Emulator } from '../../emulator/emulator.js';
import { addAwsFaults, type AwsFaults } from './aws-faults.js';
import type { Dice } from './dice.js';
import type { Trouble } from './journal.js';
import { startLink, type Link } from './link.js';
import { pause, pauseForAnswers } from './pauses.js';
import type { Receiver } from './receiver.js';
import { startServer, type Server, type ServerKind } from './server.js';
import { startWorkers } from './workers.js';

/** How long what goes wrong for a while lasts, in milliseconds, least and most. */
export interface Lengths {
  readonly suspended: readonly [number, number];
  readonly cut: readonly [number, number];
  readonly refused: readonly [number, number];
  readonly deaf: readonly [number, number];
  /** Between two of a kind. */
  readonly peace: readonly [number, number];
  /** Between two ends of the server. */
  readonly serverPeace: readonly [number, number];
}

export interface ProcessOptions {
  readonly server: ServerKind;
  readonly workers: number;
  readonly lengths: Lengths;
  readonly emulator: Emulator;
  readonly receiver: Receiver;
  readonly dice: Dice;
  readonly troubles: Trouble[];
}

/** AWS answers at least this many calls between two troubles of a kind. */
const CALLS_IN_PEACE = 60;

/** Where the workers keep records of deletions. */
export const RECORDS_BUCKET = 'records';

/** The server and the workers of a campaign, and all that goes wrong with them, and between them and AWS. */
export interface Processes {
  readonly address: string;
  readonly counts: { readonly workerKills: number; readonly workersSuspended: number };
  /** From now on, nothing goes wrong any more. */
  calm(): Promise<void>;
  stop(): Promise<void>;
}

export async function startProcesses(options: ProcessOptions): Promise<Processes> {
  const { emulator, receiver, dice, lengths } = options;
  const server = await startServer(options.server);
  const link = await startLink(server.address);
  const calm = new AbortController();
  setMaxListeners(0, calm.signal);
  const workers = await startWorkers({
    workers: options.workers,
    suspendedMs: lengths.suspended,
    dice,
    emulator,
    env: {
      TEMPORAL_ADDRESS: link.address,
      AWS_ENDPOINT_URL: emulator.url,
      WEBHOOK_URL: receiver.url,
      WEBHOOK_SECRET: receiver.secret,
      RECORDS_BUCKET,
    },
  });
  const aws = addAwsFaults(emulator.faults, dice);
  const troubled = troubles(options, server, link, aws).map((trouble) => keep(trouble, options, calm.signal));
  return {
    address: server.address,
    counts: workers.counts,
    async calm() {
      calm.abort();
      workers.calm();
      await Promise.all(troubled);
      emulator.faults.clear();
    },
    async stop() {
      calm.abort();
      await Promise.all(troubled);
      await workers.stop();
      await link.close();
      await server.stop();
    },
  };
}

/** Something that goes wrong for a while, again and again. */
interface Passing {
  readonly kinds: readonly [Trouble['kind'], ...Trouble['kind'][]];
  readonly peace: readonly [number, number];
  readonly happen: (
    kind: Trouble['kind'],
    last: (length: readonly [number, number]) => Promise<void>,
  ) => Promise<void>;
}

function troubles({ receiver, dice, lengths }: ProcessOptions, server: Server, link: Link, aws: AwsFaults) {
  const { peace, serverPeace } = lengths;
  const cuts: Passing = {
    kinds: ['drop', 'refuse'],
    peace,
    async happen(kind, last) {
      await link.cut(kind === 'drop' ? 'drop' : 'refuse');
      await last(lengths.cut);
      await link.mend();
    },
  };
  const credentials: Passing = {
    kinds: ['credentials'],
    peace,
    async happen(_, last) {
      const lift = aws.refuseCredentials();
      await last(lengths.refused);
      lift();
    },
  };
  const news: Passing = {
    kinds: ['deaf'],
    peace,
    async happen(_, last) {
      receiver.down(dice.pick(['refuse', 'drop', 'hang']));
      await last(lengths.deaf);
      receiver.up();
    },
  };
  const { restart } = server;
  const kills: Passing[] = restart
    ? [
        {
          kinds: ['serverKill'],
          peace: serverPeace,
          happen: (_, last) => restart(() => last([0, 3000])),
        },
      ]
    : [];
  return [cuts, credentials, news, ...kills];
}

async function keep(
  { kinds, peace, happen }: Passing,
  { dice, emulator, troubles: noted }: ProcessOptions,
  calm: AbortSignal,
) {
  for (let turn = 0; ; turn += 1) {
    await pauseForAnswers(emulator, dice.int(...peace), CALLS_IN_PEACE, calm);
    if (calm.aborted) return;
    const kind = kinds[turn % kinds.length] ?? kinds[0];
    // While it lasts, it explains what ends meanwhile.
    const trouble = { kind, from: Date.now(), to: Infinity };
    noted.push(trouble);
    await happen(kind, (length) => pause(dice.int(...length), calm));
    trouble.to = Date.now();
  }
}
