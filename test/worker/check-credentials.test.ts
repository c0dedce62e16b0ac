import assert from 'node:assert/strict';
import dns from 'node:dns';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { checkCredentials } from '../../worker/check-credentials.js';

const WEB_IDENTITY = { AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/teardown-worker' };

describe('the check of the credentials with which a worker starts', () => {
  let before: NodeJS.ProcessEnv;
  let folder: string;
  /** The hosts that were looked up. None of them is found. */
  const hosts = new Set<string>();

  beforeEach(async () => {
    before = { ...process.env };
    hosts.clear();
    mock.method(dns, 'lookup', (host: string, _: unknown, answer: (error: Error) => void) => {
      hosts.add(host);
      answer(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }));
    });
    folder = await mkdtemp(join(tmpdir(), 'credentials-'));
    await writeFile(join(folder, 'token'), 'a token');
    await writeFile(join(folder, 'config'), '[profile pods]\nregion = ap-south-1\n');
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'none');
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  });
  afterEach(async () => {
    mock.restoreAll();
    process.env = { ...before };
    await rm(folder, { recursive: true });
  });

  const failure = async (env: NodeJS.ProcessEnv) => {
    Object.assign(process.env, env);
    const error: unknown = await checkCredentials().catch((reason: unknown) => reason);
    assert.ok(error instanceof Error);
    return error.message;
  };

  for (const [source, env, region] of [
    ['the environment sets', { AWS_REGION: 'eu-west-1', AWS_PROFILE: 'pods' }, 'eu-west-1'],
    ['the profile sets', { AWS_PROFILE: 'pods' }, 'ap-south-1'],
    ['nobody sets, us-east-1', {}, 'us-east-1'],
  ] as const) {
    it(`asks STS in the Region that ${source}`, async () => {
      await failure({ ...WEB_IDENTITY, AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'), ...env });
      assert.deepEqual([...hosts], [`sts.${region}.amazonaws.com`]);
    });
  }

  it('says which host can not be reached, and not that credentials are missing', async () => {
    const said = await failure({
      ...WEB_IDENTITY,
      AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'),
      AWS_REGION: 'eu-west-1',
    });
    assert.match(
      said,
      /^The source of the AWS credentials failed \(.*ENOTFOUND sts\.eu-west-1\.amazonaws\.com\)/,
    );
    assert.match(said, /AWS_REGION/);
  });

  it('says why the agent of a container gives no credentials', async () => {
    const said = await failure({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/credentials' });
    assert.match(said, /^The source of the AWS credentials failed \(.*ECONNREFUSED 127\.0\.0\.1:1\)/);
  });

  it('says that the token of a web identity can not be read', async () => {
    const said = await failure({ ...WEB_IDENTITY, AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'none') });
    assert.match(said, /^The source of the AWS credentials failed \(.*ENOENT.*none'\)/);
  });

  it('says why the profile gives no credentials, without its command line', async () => {
    const command = 'sh -c "echo refused >&2; exit 3" token-4711';
    await writeFile(join(folder, 'config'), `[profile broken]\ncredential_process = ${command}\n`);
    const said = await failure({ AWS_PROFILE: 'broken' });
    assert.match(
      said,
      /^The source of the AWS credentials failed \(.*the credential_process of the profile failed\)/,
    );
    assert.doesNotMatch(said, /token-4711|exit 3|Set AWS_PROFILE/);
  });

  it('says that the profile does not exist', async () => {
    const said = await failure({ AWS_PROFILE: 'misspelt' });
    assert.match(said, /^The source of the AWS credentials failed \(.*profile: \[misspelt\]/);
  });

  it('says that there are none', async () => {
    assert.match(await failure({}), /^No AWS credentials \(.*\)\. Set AWS_PROFILE, or/);
  });
});
