import { whyNotAllowed } from '../activities/allow-list.js';
import { connectTemporal, type Connected, type ConnectOptions } from '../client/connection.js';
import { loadKeyring } from '../codec/keyring.js';
import { once } from '../contract/once.js';
import { loadWorkerConfig } from '../worker/config.js';
import { awsChecks } from './aws-checks.js';
import { needed, type Check } from './check.js';
import { eventBusCheck } from './event-bus-check.js';
import { recordsCheck } from './records-check.js';
import { neededSubject, type Subject } from './subject.js';
import { temporalChecks } from './temporal-checks.js';
import { webhookCheck } from './webhook-check.js';

export interface DoctorOptions extends ConnectOptions {
  readonly taskQueue: string;
  readonly subject: Subject | undefined;
  /** Whether to register the search attributes that the namespace lacks. */
  readonly register: boolean;
}

/** Returns all checks for teardowns in this environment. They share a connection to Temporal: call `close` afterwards. */
export function allChecks({ subject, taskQueue, register, ...where }: DoctorOptions): {
  readonly checks: readonly Check[];
  readonly close: () => Promise<void>;
} {
  let connected: Connected | undefined;
  const connect = once(async () => {
    connected = await connectTemporal(where);
    return connected.temporal;
  });
  const config = once(async () => {
    const loaded = loadWorkerConfig();
    await loadKeyring();
    return loaded;
  });
  const checks = [
    { name: 'settings', run: () => config().then(() => 'valid') },
    {
      name: 'allow lists',
      run: async () => {
        const { allowLists } = await needed(config, 'valid settings');
        const owned = neededSubject(subject);
        const why = whyNotAllowed(allowLists, owned);
        if (why === undefined) return `allow the account, Region and project of ${owned.arn}`;
        throw new Error(`The worker's configuration ${why}. Change TEARDOWN_ALLOW_* and TEARDOWN_DENY_*.`);
      },
    },
    ...temporalChecks({ connect, taskQueue, register }),
    ...awsChecks(config, subject),
    webhookCheck(config),
    eventBusCheck(config),
    recordsCheck(config),
  ];
  return { checks, close: async () => connected?.close() };
}
