import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Fault } from '../../emulator/faults.js';
import { eventually } from '../support/eventually.js';
import { runCompiled } from '../support/processes/compiled-command.js';
import { startHarness, type Harness } from '../support/temporal/harness.js';
import { CREDENTIALS } from '../support/credentials.js';

interface Line {
  readonly check: string;
  readonly state: 'ok' | 'wrong' | 'notChecked';
  readonly said: string;
}

describe('the doctor', function () {
  let harness: Harness;
  let arn: string;
  before(async () => {
    harness = await startHarness();
    arn = await harness.addModel({ status: 'STOPPED' });
  });
  after(() => harness.close());
  afterEach(() => harness.emulator.faults.clear());

  const environment = (env: NodeJS.ProcessEnv) => ({
    AWS_ENDPOINT_URL: harness.emulator.url,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    TEARDOWN_TASK_QUEUE: harness.taskQueue,
    ...env,
  });
  const examine = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const command = runCompiled('client/commands/main', ['doctor', ...args, '--json'], environment(env));
    const code = await command.ended;
    const lines = command.out() === '' ? [] : (JSON.parse(command.out()) as Line[]);
    const of = (check: string) => lines.find((it) => it.check === check);
    return { code, lines, of, written: command.written() };
  };
  const assertWrong = async (
    [check, said]: readonly [check: string, said: RegExp],
    code: number,
    env: NodeJS.ProcessEnv = {},
    about: readonly string[] = [arn],
  ) => {
    const found = await examine(about, env);
    const line = found.of(check);
    assert.equal(line?.state, 'wrong', found.written);
    assert.match(line.said, said);
    assert.equal(found.code, code, found.written);
    return found;
  };

  it('finds everything right, by calls that change nothing', async () => {
    const { code, lines, written } = await examine([arn]);
    assert.equal(code, 0, written);
    const states = Object.fromEntries(lines.map(({ check, state }) => [check, state]));
    assert.deepEqual(states, {
      settings: 'ok',
      'Temporal server': 'ok',
      namespace: 'ok',
      'search attributes': 'ok',
      worker: 'ok',
      'AWS credentials': 'ok',
      'rekognition:DescribeProjects': 'ok',
      'rekognition:DescribeProjectVersions': 'ok',
      'rekognition:ListTagsForResource': 'ok',
      'rekognition:StopProjectVersion': 'ok',
      'rekognition:DeleteProjectVersion': 'ok',
      'rekognition:StartProjectVersion': 'ok',
      clock: 'ok',
      webhook: 'notChecked',
    });
    assert.match(lines.find(({ check }) => check.endsWith('Versions'))?.said ?? '', /the model is STOPPED/);
    assert.deepEqual(harness.changes(arn), []);
  });

  it('checks what a whole project takes, if it is given a project', async () => {
    const project = await harness.emulator.addProject({ name: 'shelves' });
    harness.emulator.faults.add({ kind: { code: 'AccessDeniedException' }, operation: 'DeleteDataset' });
    const { of } = await assertWrong(['rekognition:DeleteDataset', /implicitDeny.*dataset/], 1, {}, [
      project,
    ]);
    assert.equal(of('rekognition:DeleteProject')?.state, 'ok');
    assert.equal(of('rekognition:StopProjectVersion')?.state, 'ok');
  });

  it('says what it could not check, and why', async () => {
    const { of, code } = await examine([], { AWS_REGION: 'eu-west-1' });
    assert.equal(code, 0);
    assert.equal(of('rekognition:DescribeProjects')?.state, 'ok');
    for (const action of ['DescribeProjectVersions', 'ListTagsForResource', 'StopProjectVersion']) {
      assert.deepEqual(of(`rekognition:${action}`), {
        check: `rekognition:${action}`,
        state: 'notChecked',
        said: 'needs a model or project: teardown doctor ARN',
      });
    }
  });

  it('concludes nothing from the silence of IAM', async () => {
    const kind = { code: 'AccessDenied', message: 'not authorized to perform iam:SimulatePrincipalPolicy' };
    for (const fault of [{ kind }, { kind: 'emptyAnswer' }] satisfies Fault[]) {
      const lift = harness.emulator.faults.add({ ...fault, operation: 'SimulatePrincipalPolicy' });
      const { of } = await examine([arn]);
      assert.equal(of('rekognition:DeleteProjectVersion')?.state, 'notChecked');
      assert.match(of('rekognition:DeleteProjectVersion')?.said ?? '', /iam:SimulatePrincipalPolicy/);
      lift();
    }
  });

  for (const [what, fault, wrong] of [
    [
      'a change that IAM denies',
      { kind: { code: 'AccessDeniedException' }, operation: 'StopProjectVersion' },
      ['rekognition:StopProjectVersion', /implicitDeny.*Allow it in the IAM policy/],
    ],
    [
      'a read that IAM denies',
      { kind: { code: 'AccessDeniedException' }, operation: 'ListTagsForResource' },
      ['rekognition:ListTagsForResource', /AccessDeniedException.*Allow rekognition:ListTagsForResource/],
    ],
    [
      'credentials that have expired',
      { kind: 'expiredToken', operation: 'DescribeProjects' },
      ['rekognition:DescribeProjects', /ExpiredTokenException.*have expired; renew them/],
    ],
    [
      'credentials that AWS does not know',
      { kind: { code: 'InvalidClientTokenId' }, operation: 'GetCallerIdentity' },
      ['AWS credentials', /InvalidClientTokenId.*AWS does not accept the worker's credentials/],
    ],
    ['a wrong clock', { kind: 'skewedClock' }, ['clock', /clock is 10 min behind AWS's.*Set the clock/]],
    [
      "a proxy's page",
      { kind: 'garbage', operation: 'DescribeProjects' },
      ['rekognition:DescribeProjects', /HTTP 200 .*Welcome to the café Wi-Fi/],
    ],
  ] as const) {
    it(`names ${what}`, async () => {
      harness.emulator.faults.add(fault);
      await assertWrong(wrong, 1);
    });
  }

  it('names the account of the wrong credentials', async () => {
    const elsewhere = arn.replace(/:\d{12}:/, ':999999999999:');
    await assertWrong(['AWS credentials', /is in account 999999999999.*TEARDOWN_ROLE_ARN/], 1, {}, [
      elsewhere,
    ]);
  });

  for (const [what, env, code, wrong] of [
    ['no worker', { TEARDOWN_TASK_QUEUE: 'nobody' }, 1, ['worker', /No worker polls the task queue nobody/]],
    ['an unknown namespace', { TEMPORAL_NAMESPACE: 'nope' }, 2, ['namespace', /no namespace nope/]],
    ['no Temporal server', { TEMPORAL_ADDRESS: '127.0.0.1:1' }, 3, ['Temporal server', /127\.0\.0\.1:1/]],
    ['a wrong quota share', { TEARDOWN_QUOTA_SHARE: '6' }, 2, ['settings', /TEARDOWN_QUOTA_SHARE must be/]],
    ['a wrong role', { TEARDOWN_ROLE_ARN: 'role' }, 2, ['settings', /TEARDOWN_ROLE_ARN must be/]],
    ['a wrong log level', { LOG_LEVEL: 'loud' }, 2, ['settings', /LOG_LEVEL must be one of/]],
    ['wrong keys', { TEARDOWN_ENCRYPTION_KEYS: 'k' }, 2, ['settings', /TEARDOWN_ENCRYPTION_KEYS/]],
    [
      'a certificate that does not exist',
      { TEMPORAL_TLS_CLIENT_CERT_PATH: '/none.pem', TEMPORAL_TLS_CLIENT_KEY_PATH: '/none.key' },
      2,
      ['settings', /TEMPORAL_TLS_CLIENT_CERT_PATH must be a file/],
    ],
    [
      'TLS for a server without',
      { TEMPORAL_TLS: 'true' },
      3,
      ['Temporal server', /uses TLS because of TEMPORAL_TLS/],
    ],
    ['an unknown profile', { TEMPORAL_PROFILE: 'nope' }, 2, ['settings', /TEMPORAL_PROFILE must be/]],
    [
      'a webhook without a secret',
      { TEARDOWN_WEBHOOK_URL: 'http://127.0.0.1:1' },
      2,
      ['settings', /TEARDOWN_WEBHOOK_SECRET must be/],
    ],
    [
      'a webhook that does not answer',
      { TEARDOWN_WEBHOOK_URL: 'http://127.0.0.1:1/token', TEARDOWN_WEBHOOK_SECRET: 'A'.repeat(32) },
      1,
      // fetch itself refuses this port.
      ['webhook', /^TEARDOWN_WEBHOOK_URL: 127\.0\.0\.1:1 does not answer \(bad port\)\.$/],
    ],
    [
      'no credentials',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_CONFIG_FILE: '/none' },
      1,
      ['AWS credentials', /CredentialsProviderError.*configure them/],
    ],
  ] as const) {
    it(`names ${what}`, async () => {
      await assertWrong(wrong, code, env);
    });
  }

  it('says once what is wrong with the credentials', async () => {
    const { lines } = await examine([arn], { AWS_ACCESS_KEY_ID: '', AWS_CONFIG_FILE: '/none' });
    const wrong = lines.filter(({ state }) => state === 'wrong');
    assert.deepEqual(
      wrong.map(({ check }) => check),
      ['AWS credentials'],
    );
  });

  it('checks the actions that read if the endpoint is not one of AWS', async () => {
    const { of } = await examine([arn], {
      AWS_ENDPOINT_URL: '',
      AWS_ENDPOINT_URL_REKOGNITION: harness.emulator.url,
    });
    assert.match(of('AWS credentials')?.said ?? '', /endpoint is not AWS's own/);
    assert.equal(of('AWS credentials')?.state, 'notChecked');
    assert.equal(of('rekognition:DescribeProjectVersions')?.state, 'ok');
    assert.equal(of('rekognition:StopProjectVersion')?.state, 'notChecked');
  });

  it('reaches a webhook without posting anything', async () => {
    const methods: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      methods.push(request.method);
      response.writeHead(405).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { of } = await examine([], {
      TEARDOWN_WEBHOOK_URL: `http://127.0.0.1:${port}/token`,
      TEARDOWN_WEBHOOK_SECRET: 'A'.repeat(32),
    });
    server.close();
    assert.equal(of('webhook')?.said, `127.0.0.1:${port} answers (HTTP 405)`);
    assert.deepEqual(methods, ['HEAD']);
  });

  it('registers the search attributes that a namespace lacks, if asked to', async () => {
    const namespace = `doctor-${process.pid}`;
    await harness.client.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    // Servers know a new namespace after a while.
    await eventually(() => harness.client.workflowService.describeNamespace({ namespace }));
    const env = { TEMPORAL_NAMESPACE: namespace, AWS_REGION: 'eu-west-1' };
    const before = await examine([], env);
    assert.match(before.of('search attributes')?.said ?? '', /lacks TeardownPhase.*doctor --register/);
    const { of } = await examine(['--register'], env);
    assert.match(of('search attributes')?.said ?? '', /^registered TeardownPhase, /);
  });

  it('prints a line for each check', async () => {
    const command = runCompiled('client/commands/main', ['doctor', arn], environment({}));
    assert.equal(await command.ended, 0, command.written());
    assert.match(command.out(), /^ok {11}settings {27,}valid$/m);
    assert.match(command.out(), /^not checked {2}webhook .*TEARDOWN_WEBHOOK_URL is not set$/m);
  });

  it('rejects what is no ARN', async () => {
    const command = runCompiled('client/commands/main', ['doctor', 'shelves'], environment({}));
    assert.equal(await command.ended, 2);
    assert.match(command.err(), /"shelves" is neither the ARN of a model nor that of a project/);
  });
});
