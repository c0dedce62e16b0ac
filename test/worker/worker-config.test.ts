import assert from 'node:assert/strict';
import { checkAllowed } from '../../activities/allow-list.js';
import { loadWorkerConfig } from '../../worker/config.js';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/prod.shelves/version/v1/1690556751958';
const OWNED = { accountId: '111122223333', region: 'eu-west-1', projectName: 'prod.shelves' };

describe("the worker's configuration", () => {
  const refusal = (env: NodeJS.ProcessEnv): string => {
    try {
      checkAllowed(loadWorkerConfig(env).allowLists, OWNED, ARN);
      return '';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  for (const [what, env] of [
    ['nothing', {}],
    ['empty lists', { TEARDOWN_ALLOW_ACCOUNTS: '', TEARDOWN_DENY_PROJECTS: '' }],
    ['its account among others', { TEARDOWN_ALLOW_ACCOUNTS: '999999999999, 111122223333' }],
    ['its Region by a pattern', { TEARDOWN_ALLOW_REGIONS: 'eu-*' }],
    ['a project whose name it only contains', { TEARDOWN_DENY_PROJECTS: 'prod,shelves' }],
    ['a dot, which stands for itself', { TEARDOWN_DENY_PROJECTS: 'prod*shelve.' }],
  ] as const) {
    it(`allows a model under ${what}`, () => assert.equal(refusal(env), ''));
  }

  for (const [what, env, why] of [
    [
      'another account',
      { TEARDOWN_ALLOW_ACCOUNTS: '999999999999' },
      /does not allow the account 111122223333/,
    ],
    ['its Region denied', { TEARDOWN_DENY_REGIONS: 'us-*,eu-west-1' }, /denies the Region eu-west-1/],
    [
      'its project both allowed and denied',
      { TEARDOWN_ALLOW_PROJECTS: '*', TEARDOWN_DENY_PROJECTS: 'prod.*' },
      /denies the project prod\.shelves/,
    ],
  ] as const) {
    it(`rejects a model under ${what}, and names the settings`, () => {
      assert.match(refusal(env), why);
      assert.match(refusal(env), /TEARDOWN_ALLOW_\* and TEARDOWN_DENY_\*/);
    });
  }

  for (const [what, env, why] of [
    ['a share that is none', { TEARDOWN_QUOTA_SHARE: 'half' }, /TEARDOWN_QUOTA_SHARE must be .*got "half"/],
    ['a share of more than all', { TEARDOWN_QUOTA_SHARE: '5' }, /TEARDOWN_QUOTA_SHARE/],
    ['no share', { TEARDOWN_QUOTA_SHARE: '0' }, /TEARDOWN_QUOTA_SHARE/],
    [
      'a role without its account',
      { TEARDOWN_ROLE_ARN: 'model-teardown' },
      /TEARDOWN_ROLE_ARN must be the ARN of a role/,
    ],
    ['a task queue of one space', { TEARDOWN_TASK_QUEUE: ' ' }, /TEARDOWN_TASK_QUEUE must be .*got " "/],
    ...['AWS_ENDPOINT_URL_REKOGNITION', 'AWS_ENDPOINT_URL_S3', 'OTEL_EXPORTER_OTLP_ENDPOINT'].flatMap(
      (name) =>
        ['localhost:8000', 'http://', 'ftp://host', 'http://a b'].map(
          (url) =>
            [
              `the ${name} ${url}`,
              { [name]: url },
              new RegExp(`${name} must be a URL .*got "${url}"`),
            ] as const,
        ),
    ),
    [
      'a Region of records that is none',
      { TEARDOWN_RECORDS: 's3://bucket', TEARDOWN_RECORDS_REGION: 'Frankfurt' },
      /TEARDOWN_RECORDS_REGION must be an AWS Region, such as eu-west-1; got "Frankfurt"/,
    ],
    [
      'a Region of an event bus that is none',
      { TEARDOWN_EVENT_BUS: 'bus', AWS_REGION: 'eu-west-1 ' },
      /AWS_REGION must be an AWS Region/,
    ],
    ['an allow list that names nothing', { TEARDOWN_ALLOW_ACCOUNTS: ',' }, /TEARDOWN_ALLOW_ACCOUNTS must/],
    ['a deny list that names nothing', { TEARDOWN_DENY_PROJECTS: ' , ' }, /TEARDOWN_DENY_PROJECTS must/],
    [
      'an account ID that matches none',
      { TEARDOWN_DENY_ACCOUNTS: '1111-2222-3333' },
      /TEARDOWN_DENY_ACCOUNTS must be account IDs of 12 digits.*got "1111-2222-3333"/,
    ],
    ['an account ID without its zeros', { TEARDOWN_DENY_ACCOUNTS: '12345678901' }, /TEARDOWN_DENY_ACCOUNTS/],
    ['a Region that matches none', { TEARDOWN_DENY_REGIONS: 'EU-WEST-1' }, /TEARDOWN_DENY_REGIONS/],
    ['project names in quotes', { TEARDOWN_DENY_PROJECTS: '"prod*"' }, /TEARDOWN_DENY_PROJECTS/],
    [
      'project names separated by semicolons',
      { TEARDOWN_DENY_PROJECTS: 'prod*;live*' },
      /TEARDOWN_DENY_PROJECTS/,
    ],
    [
      'the ARN of a project',
      { TEARDOWN_DENY_PROJECTS: ARN },
      /TEARDOWN_DENY_PROJECTS must be names of projects/,
    ],
    [
      'metrics at a host name, which the SDK does not resolve',
      { TEARDOWN_METRICS_ADDRESS: 'localhost:9464' },
      /TEARDOWN_METRICS_ADDRESS must begin with an IP address.*got "localhost"/,
    ],
    ...['x', 'two words'].map(
      (id) =>
        [
          `the external id "${id}", which AWS never accepts`,
          { TEARDOWN_ROLE_ARN: 'arn:aws:iam::{account}:role/r', TEARDOWN_ROLE_EXTERNAL_ID: id },
          new RegExp(`TEARDOWN_ROLE_EXTERNAL_ID must have .*got "${id}"`),
        ] as const,
    ),
    ['an external id without a role', { TEARDOWN_ROLE_EXTERNAL_ID: 'x' }, /requires TEARDOWN_ROLE_ARN/],
  ] as const) {
    it(`rejects ${what}`, () => assert.throws(() => loadWorkerConfig(env), why));
  }

  it('uses three fifths of the quota and its own credentials by default', () => {
    const { quotaShare, role } = loadWorkerConfig({});
    assert.deepEqual({ quotaShare, role }, { quotaShare: 0.6, role: undefined });
    const arn = 'arn:aws:iam::{account}:role/model-teardown';
    assert.deepEqual(loadWorkerConfig({ TEARDOWN_ROLE_ARN: arn }).role, { arn, externalId: undefined });
  });

  it('takes empty variables as unset, as Compose passes them on', () => {
    const { logLevel, logFormat } = loadWorkerConfig({ LOG_LEVEL: '', LOG_FORMAT: '' });
    assert.deepEqual({ logLevel, logFormat }, { logLevel: 'INFO', logFormat: 'text' });
  });

  it('reminds a day before a time limit by default', () => {
    assert.equal(loadWorkerConfig({}).remindBeforeMs, 86_400_000);
    assert.equal(loadWorkerConfig({ TEARDOWN_REMIND_BEFORE: '90m' }).remindBeforeMs, 5_400_000);
    assert.throws(
      () => loadWorkerConfig({ TEARDOWN_REMIND_BEFORE: '1 day' }),
      /TEARDOWN_REMIND_BEFORE must be a whole number and a unit.*got "1 day"/,
    );
  });

  it('rejects a webhook without a secret', () => {
    const env = { TEARDOWN_WEBHOOK_URL: 'https://ops.example.com/hook' };
    assert.throws(() => loadWorkerConfig(env), /TEARDOWN_WEBHOOK_SECRET must be 24 bytes or more/);
  });
});
