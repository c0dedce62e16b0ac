import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { announceNodeSupport, NODE_WARNING_DISABLED, OLDEST_NODE } from '../../contract/node-support.js';

/** What a process of this version of Node writes, and its environment afterwards. */
function started(version: string, env: NodeJS.ProcessEnv = {}) {
  let written = '';
  announceNodeSupport({ version, env, stderr: { write: (text) => (written += text) } });
  return { written, env };
}

describe('the warning about an unsupported Node.js version', () => {
  it('is one line that names this version and the supported ones', () => {
    for (const version of ['v20.20.2', 'v22.11.0']) {
      assert.equal(
        started(version).written,
        `Node.js ${version.slice(1)} is out of support. Use Node.js 22 (22.12 or later), 24 or 26.\n`,
      );
    }
  });

  it('is not printed on a supported version', () => {
    for (const version of ['v22.12.0', 'v22.23.3', 'v24.0.0', 'v24.21.0', 'v26.10.0']) {
      assert.deepEqual(started(version), { written: '', env: {} });
    }
  });

  it("replaces the AWS SDK's warning and is printed once for a process and its children", () => {
    const { env } = started('v20.20.2');
    assert.equal(env[NODE_WARNING_DISABLED], 'true');
    assert.equal(started('v20.20.2', env).written, '');
  });

  it('is printed for the versions that package.json does not allow', () => {
    const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      engines: { node: string };
    };
    assert.equal(engines.node, `>=${OLDEST_NODE.join('.')}`);
  });
});
