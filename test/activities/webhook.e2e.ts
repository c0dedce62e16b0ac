import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Webhook as Verifier } from 'standardwebhooks';
import { parseWebhook, postEvent } from '../../activities/webhook.js';
import type { TeardownEvent } from '../../contract/model/event.js';
import { eventually } from '../support/eventually.js';
import { failureOf } from '../support/temporal/failure-of.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';

const SECRET = `whsec_${randomBytes(24).toString('base64')}`;

interface Received {
  readonly headers: Record<string, string>;
  readonly body: string;
}

describe('the webhook', () => {
  const received: Received[] = [];
  let failures = 0;
  let server: Server;
  let harness: Harness;

  before(async () => {
    server = createServer((request, response) => {
      void text(request).then((body) => {
        received.push({ headers: request.headers as Record<string, string>, body });
        failures -= 1;
        if (request.url?.startsWith('/moved')) response.writeHead(307, { location: '/hook' }).end();
        else response.writeHead(failures >= 0 ? 503 : 204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const webhook = parseWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, SECRET);
    harness = await startHarness({ activities: { notify: (event) => postEvent(webhook, event) } });
  });
  after(async () => {
    await harness.close();
    server.close();
  });

  const told = (arn: string) =>
    received
      .map(({ headers, body }) => new Verifier(SECRET).verify(body, headers) as Told)
      .filter(({ data }) => data.projectVersionArn === arn);

  it('receives approvalNeeded, stopped and deleted with a signature that a third-party library verifies', async () => {
    const arn = await harness.addModel({ status: 'RUNNING' });
    const handle = await harness.start({
      projectVersionArn: arn,
      approval: { required: true },
      gracePeriod: '1s',
      requestedBy: 'ops',
    });
    await eventually(() => assert.equal(told(arn)[0]?.type, 'teardown.approvalNeeded'));
    await handle.executeUpdate('approve', { args: [{ by: 'ana' }] });
    const result = await handle.result();
    const events = told(arn);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['teardown.approvalNeeded', 'teardown.stopped', 'teardown.deleted'],
    );
    assert.ok(
      events.every(({ data }) => data.requestedBy === 'ops' && data.workflowId === handle.workflowId),
    );
    assert.match(events[1]?.data.graceEndsAt ?? '', /Z$/);
    assert.deepEqual(events[2]?.data.result, result);
  });

  it('receives a failure', async () => {
    const arn = await harness.addModel({ status: 'RUNNING', tags: { teardown: 'never' } });
    await failureOf((await harness.start(arn)).result());
    assert.deepEqual(
      told(arn).map(({ type, data }) => `${type} ${data.failure?.type}`),
      ['teardown.failed ModelProtected'],
    );
  });

  it('is retried with the same ID if it answers with errors, without delaying the teardown', async () => {
    failures = 2;
    const before = received.length;
    const arn = await harness.addModel({ status: 'STOPPED' });
    assert.equal((await (await harness.start(arn)).result()).outcome, 'deleted');
    const ids = received.slice(before).map(({ headers }) => headers['webhook-id']);
    assert.equal(ids.length, 3);
    assert.equal(new Set(ids).size, 1);
  });

  for (const [what, url, why] of [
    ['no server', 'http://127.0.0.1:4/hook?token=secret', /: ECONNREFUSED$/],
    ['a port that is blocked', 'http://127.0.0.1:6000/hook?token=secret', /: bad port$/],
    ['a server without TLS', 'https://SERVER/hook?token=secret', /: ERR_SSL_\w+$/],
    ['a redirect', 'http://SERVER/moved?token=secret', /: unexpected redirect$/],
  ] as const) {
    it(`fails with the reason if the URL leads to ${what}, and without the token in it`, async () => {
      const { port } = server.address() as AddressInfo;
      const webhook = parseWebhook(url.replace('SERVER', `127.0.0.1:${port}`), SECRET);
      const event = { type: 'teardown.deleted' } as TeardownEvent;
      const failed = new MockActivityEnvironment().run(() => postEvent(webhook, event));
      await assert.rejects(failed, (error: Error) => {
        assert.match(error.message, why);
        return !error.message.includes('secret');
      });
    });
  }

  it('requires a URL without credentials and a secret, which no message contains', () => {
    assert.throws(() => parseWebhook('ftp://x', SECRET), /TEARDOWN_WEBHOOK_URL must be/);
    assert.equal(parseWebhook('HTTPS://x/', SECRET).url.href, 'https://x/');
    assert.throws(
      () => parseWebhook('https://ana:hidden@x', SECRET),
      (error: Error) => {
        assert.match(error.message, /TEARDOWN_WEBHOOK_URL must not contain a user name or a password/);
        return !error.message.includes('hidden');
      },
    );
    assert.throws(
      () => parseWebhook('https://x', 'short'),
      (error: Error) => {
        assert.match(error.message, /TEARDOWN_WEBHOOK_SECRET must be/);
        return !error.message.includes('short');
      },
    );
  });
});

interface Told {
  readonly type: TeardownEvent['type'];
  readonly data: {
    readonly projectVersionArn: string;
    readonly workflowId: string;
    readonly requestedBy?: string;
    readonly graceEndsAt?: string;
    readonly result?: unknown;
    readonly failure?: { readonly type: string };
  };
}
