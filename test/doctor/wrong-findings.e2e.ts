import assert from 'node:assert/strict';
import { useDoctor } from './use-doctor.js';

describe('the doctor finds what is wrong', () => {
  const doctor = useDoctor();

  it('prints no secret that AWS or gRPC repeats', async () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const message = `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${secret}/20261128/aws4_request'`;
    doctor.harness.emulator.faults.add({
      kind: { code: 'IncompleteSignature', message },
      operation: 'GetCallerIdentity',
    });
    const swapped = await doctor.examine([doctor.arn]);
    assert.match(swapped.of('AWS credentials')?.message ?? '', /IncompleteSignature.*renew them/);
    assert.ok(!swapped.written.includes(secret.slice(0, 20)), swapped.written);
    const key = 'eyJhbGciOiJFUzI1NiIsImtpZCI6Ild2dHdhQSJ9';
    const broken = await doctor.examine([doctor.arn], { TEMPORAL_API_KEY: `${key}\n` });
    assert.equal(broken.code, 2);
    assert.match(broken.of('settings')?.message ?? '', /^TEMPORAL_API_KEY must be /);
    assert.ok(!broken.written.includes(key), broken.written);
  });

  it('names the role that it can not assume', async () => {
    const kind = { code: 'AccessDenied', message: 'not authorized to perform: sts:AssumeRole' };
    doctor.harness.emulator.faults.add({ kind, operation: 'AssumeRole' });
    const role = 'arn:aws:iam::{account}:role/model-teardown';
    await doctor.assertWrong(['AWS credentials', /sts:AssumeRole of TEARDOWN_ROLE_ARN.*trust policy/], 1, {
      TEARDOWN_ROLE_ARN: role,
    });
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
      doctor.harness.emulator.faults.add(fault);
      await doctor.assertWrong(wrong, 1);
    });
  }

  it('names missing credentials, also if the endpoint is not one of AWS', async () => {
    await doctor.assertWrong(['AWS credentials', /^No AWS credentials .*Set AWS_PROFILE/], 1, {
      AWS_ENDPOINT_URL: '',
      AWS_ENDPOINT_URL_REKOGNITION: doctor.harness.emulator.url,
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_CONFIG_FILE: '/none',
    });
  });

  it('names the account of the wrong credentials', async () => {
    const elsewhere = doctor.arn.replace(/:\d{12}:/, ':999999999999:');
    await doctor.assertWrong(['AWS credentials', /is in account 999999999999.*TEARDOWN_ROLE_ARN/], 1, {}, [
      elsewhere,
    ]);
  });

  for (const [what, env, code, wrong] of [
    ['no worker', { TEARDOWN_TASK_QUEUE: 'nobody' }, 1, ['worker', /No worker polls the task queue nobody/]],
    ['an unknown namespace', { TEMPORAL_NAMESPACE: 'nope' }, 2, ['namespace', /no namespace nope/]],
    ['no Temporal server', { TEMPORAL_ADDRESS: '127.0.0.1:1' }, 3, ['Temporal server', /127\.0\.0\.1:1/]],
    ['a wrong quota share', { TEARDOWN_QUOTA_SHARE: '6' }, 2, ['settings', /TEARDOWN_QUOTA_SHARE must be/]],
    [
      'a project that the worker may not touch',
      { TEARDOWN_ALLOW_PROJECTS: 'other' },
      1,
      ['allow lists', /does not allow the project .*TEARDOWN_ALLOW_/],
    ],
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
      ['webhook', /^TEARDOWN_WEBHOOK_URL: 127\.0\.0\.1:1 does not answer \(bad port\)\. Check/],
    ],
    [
      'an event bus that does not exist',
      { TEARDOWN_EVENT_BUS: 'arn:aws:events:eu-west-1:111122223333:event-bus/missing' },
      1,
      ['event bus', /EventBridge has no event bus .*missing, and drops events for it/],
    ],
    [
      'an event bus without a Region',
      { TEARDOWN_EVENT_BUS: 'ops' },
      2,
      ['settings', /TEARDOWN_EVENT_BUS must be the ARN/],
    ],
    [
      'no credentials',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_CONFIG_FILE: '/none' },
      1,
      ['AWS credentials', /^No AWS credentials .*Set AWS_PROFILE/],
    ],
  ] as const) {
    it(`names ${what}`, async () => {
      await doctor.assertWrong(wrong, code, env);
    });
  }

  it('says once what is wrong with the credentials', async () => {
    const { lines } = await doctor.examine([doctor.arn], { AWS_ACCESS_KEY_ID: '', AWS_CONFIG_FILE: '/none' });
    const wrong = lines.filter(({ state }) => state === 'wrong');
    assert.deepEqual(
      wrong.map(({ check }) => check),
      ['AWS credentials'],
    );
  });
});
