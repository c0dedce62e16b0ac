import type { WorkerConfig } from '../worker/config.js';
import { needed, NotChecked, type Check } from './check.js';

const ANSWER_LIMIT_MS = 5_000;

/** Whether the webhook's receiver answers. Nothing is posted, so that no receiver takes it for news. */
export function webhookCheck(config: () => Promise<WorkerConfig>): Check {
  return {
    name: 'webhook',
    run: async () => {
      const { webhook } = await needed(config, 'valid settings');
      if (webhook === undefined) throw new NotChecked('TEARDOWN_WEBHOOK_URL is not set');
      const { url } = webhook;
      const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
      // Names only the host, since the rest of the URL may contain a token.
      const { status } = await fetch(url, { method: 'HEAD', signal, redirect: 'manual' }).catch(
        (error: unknown) => {
          const { name, cause } = error as { name: string; cause?: { code?: string; message: string } };
          const said = cause?.code ?? cause?.message ?? name;
          throw new Error(`TEARDOWN_WEBHOOK_URL: ${url.host} does not answer (${said}).`, { cause: error });
        },
      );
      return `${url.host} answers (HTTP ${status})`;
    },
  };
}
