import { createHash, createHmac } from 'node:crypto';
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { TeardownEvent } from '../contract/event.js';

const TIMEOUT_MS = 4000;
const SECRET = /^(?:whsec_)?([A-Za-z0-9+/]{32,}={0,2})$/;

/** Where other systems are told of teardowns, and with which key. */
export interface Webhook {
  readonly url: URL;
  /** Never logged, and never in a payload. */
  readonly key: Buffer;
}

/**
 * A webhook as the Standard Webhooks specification has it (https://www.standardwebhooks.com).
 *
 * @param secret the key in base64, of 24 bytes or more, with or without the prefix `whsec_`
 * @throws Error with one sentence, which does not hold the secret
 */
export function parseWebhook(url: string, secret: string | undefined): Webhook {
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new Error('TEARDOWN_WEBHOOK_URL must be an http(s) URL.');
  const base64 = SECRET.exec(secret ?? '')?.[1];
  if (base64 === undefined) {
    throw new Error('TEARDOWN_WEBHOOK_SECRET must be 24 bytes or more in base64, like "whsec_...".');
  }
  return { url: new URL(url), key: Buffer.from(base64, 'base64') };
}

/** Posts an event as JSON, signed with HMAC-SHA256. Its id is the same at every attempt, so that a receiver can tell. */
export async function postEvent({ url, key }: Webhook, event: TeardownEvent): Promise<void> {
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
  // Of the URL only the host: the rest may hold a token.
  const failed = (said: string) =>
    ApplicationFailure.retryable(`The webhook at ${url.host} did not take ${type}: ${said}`, 'WebhookFailed');
  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
    await response.body?.cancel();
  } catch (error) {
    throw failed(error instanceof Error ? error.name : 'no answer');
  }
  if (!response.ok) throw failed(`HTTP ${response.status}`);
}
