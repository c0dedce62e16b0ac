import { whyNoAnswer } from '../activities/webhook.js';
import type { WorkerConfig } from '../worker/config.js';
import { needed, NotChecked, type Check } from './check.js';

/** As for an event, in milliseconds. */
const ANSWER_LIMIT_MS = 4_000;
const METHOD_NOT_ALLOWED = 405;

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
          throw new Error(
            `TEARDOWN_WEBHOOK_URL: ${url.host} does not answer (${whyNoAnswer(error)}). Check the URL and the receiver.`,
            { cause: error },
          );
        },
      );
      return verdict(url.host, status);
    },
  };
}

/** Returns what the answer to HEAD tells about a receiver of POST. */
function verdict(host: string, status: number): string {
  const said = `${host} answers (HTTP ${status})`;
  if (status < 300 || status === METHOD_NOT_ALLOWED) return said;
  if (status < 400) {
    throw new Error(
      `${said}, and the worker follows no redirect. Set TEARDOWN_WEBHOOK_URL to the final URL.`,
    );
  }
  if (status >= 500) throw new Error(`${said}. Check the receiver of TEARDOWN_WEBHOOK_URL.`);
  throw new NotChecked(`${said} to HEAD, which says nothing about POST`);
}
