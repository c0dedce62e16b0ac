import type { Client } from '@temporalio/client';
import { whyNotAllowed } from '../activities/allow-list.js';
import { connectTemporal, type ConnectOptions } from '../client/connection.js';
import { loadKeyring } from '../codec/keyring.js';
import { loadWorkerConfig } from '../worker/config.js';
import { awsChecks } from './aws-checks.js';
import { needed, NotChecked, once, type Check } from './check.js';
import type { Subject } from './subject.js';
import { temporalChecks } from './temporal-checks.js';
import { webhookCheck } from './webhook-check.js';

export interface DoctorOptions extends ConnectOptions {
  readonly taskQueue: string;
  readonly subject: Subject | undefined;
  /** Whether to register the search attributes that the namespace lacks. */
  readonly register: boolean;
}

/** Returns all checks of what a teardown needs, in this environment. They share connections: close them afterwards. */
export function allChecks({ subject, taskQueue, register, ...where }: DoctorOptions): {
  readonly checks: readonly Check[];
  readonly close: () => Promise<void>;
} {
  let client: Client | undefined;
  const connect = once(async () => (client = await connectTemporal(where)));
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
        if (subject === undefined) throw new NotChecked('needs a model or project: teardown doctor ARN');
        const why = whyNotAllowed(allowLists, subject);
        if (why === undefined) return `allow the account, Region and project of ${subject.arn}`;
        throw new Error(`The worker's configuration ${why}. Change TEARDOWN_ALLOW_* and TEARDOWN_DENY_*.`);
      },
    },
    ...temporalChecks({ connect, taskQueue, register }),
    ...awsChecks(config, subject),
    webhookCheck(config),
  ];
  return { checks, close: async () => client?.connection.close() };
}
