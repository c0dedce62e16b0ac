import { createHash, createHmac } from 'node:crypto';
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { AnyEvent } from '../contract/event.js';
import { messageOf } from '../contract/message-of.js';
import { InvalidSettingError } from '../contract/settings.js';

const TIMEOUT_MS = 4000;
const SECRET = /^(?:whsec_)?([A-Za-z0-9+/]{32,}={0,2})$/;

/** The URL that events are posted to, and the key that signs them. */
export interface Webhook {
  readonly url: URL;
  /** Never logged, and never part of a payload. */
  readonly key: Buffer;
}

/**
 * Parses the settings of a webhook, as in the Standard Webhooks specification (https://www.standardwebhooks.com).
 *
 * @param secret the key in base64, of 24 bytes or more, with or without the prefix `whsec_`
 * @throws Error with one sentence, without the secret
 */
export function parseWebhook(url: string, secret: string | undefined): Webhook {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new InvalidSettingError('TEARDOWN_WEBHOOK_URL must be an http(s) URL.');
  // `fetch` sends no request to such a URL.
  if (parsed.username !== '' || parsed.password !== '') {
    throw new InvalidSettingError(
      'TEARDOWN_WEBHOOK_URL must not contain a user name or a password: put a token into the path or the query.',
    );
  }
  const base64 = SECRET.exec(secret ?? '')?.[1];
  if (base64 === undefined) {
    throw new InvalidSettingError(
      'TEARDOWN_WEBHOOK_SECRET must be 24 bytes or more in base64, like "whsec_...".',
    );
  }
  return { url: parsed, key: Buffer.from(base64, 'base64') };
}

/** Posts an event as JSON, signed with HMAC-SHA256. Its ID is the same in every attempt, for deduplication. */
export async function postEvent({ url, key }: Webhook, event: AnyEvent): Promise<void> {
  const { type, at: timestamp, ...data } = event;
  const body = JSON.stringify({ type, timestamp, data });
  const id = `msg_${createHash('sha256').update(body).digest('hex').slice(0, 32)}`;
  const sentAt = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', key).update(`${id}.${sentAt}.${body}`).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': `${sentAt}`,
    'webhook-signature': `v1,${signature}`,
  };
  const signal = AbortSignal.any([Context.current().cancellationSignal, AbortSignal.timeout(TIMEOUT_MS)]);
  // Names only the host, since the rest of the URL may contain a token.
  const failed = (said: string) =>
    ApplicationFailure.retryable(
      `The webhook at ${url.host} did not accept ${type}: ${said}`,
      'WebhookFailed',
    );
  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
    await response.body?.cancel();
  } catch (error) {
    throw failed(whyNoAnswer(error));
  }
  if (!response.ok) throw failed(`HTTP ${response.status}`);
}

/** Returns why `fetch` has no response, in words without the URL: the code or the message of its cause, or its own name. */
export function whyNoAnswer(error: unknown): string {
  const { name = 'no answer', cause } = error as {
    readonly name?: string;
    readonly cause?: { readonly code?: string };
  };
  return cause?.code ?? (cause instanceof Error ? messageOf(cause) || name : name);
}
