import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Client, Connection } from '@temporalio/client';
import { InvalidSettingError, TeardownClient } from '../../client/index.js';

const require = createRequire(import.meta.url);
const ADDRESS = '127.0.0.1:1';

/** Loads the Temporal client a second time, as if it was installed twice. Files that this process loads later get the first one. */
function otherCopy(): { readonly Client: typeof Client; readonly Connection: typeof Connection } {
  const first = Object.entries(require.cache).filter(([file]) => file.includes('/@temporalio/client/'));
  for (const [file] of first) delete require.cache[file];
  try {
    return require('@temporalio/client') as ReturnType<typeof otherCopy>;
  } finally {
    for (const [file, module] of first) require.cache[file] = module;
  }
}

function ofVersion(version: string): Client {
  const metadata = { 'client-version': version };
  return new Client({ connection: Connection.lazy({ address: ADDRESS, metadata }) });
}

describe('TeardownClient', () => {
  for (const version of ['1.22.9', '0.99.0', '2.0.0']) {
    it(`rejects the Temporal SDK ${version} in one sentence`, () => {
      assert.throws(() => new TeardownClient(ofVersion(version)), {
        name: 'InvalidSettingError',
        message: `rekognition-teardown needs @temporalio/client ^1.23.0, but the Temporal client is of version ${version}: install a version in that range.`,
      });
    });
  }

  for (const version of ['1.23.0', '1.24.0-rc.1', '1.100.2', 'custom']) {
    it(`accepts the Temporal SDK ${version}`, () => void new TeardownClient(ofVersion(version)));
  }

  it('rejects a client of another copy of the SDK in one sentence', () => {
    const copy = otherCopy();
    const client = new copy.Client({ connection: copy.Connection.lazy({ address: ADDRESS }) });
    assert.throws(
      () => new TeardownClient(client),
      (error) =>
        error instanceof InvalidSettingError &&
        error.message.startsWith('The Temporal client comes from another copy'),
    );
  });

  it('accepts an object in place of a client, as unit tests pass it', () => {
    const options = { loadedDataConverter: { payloadCodecs: [] } };
    void new TeardownClient({ options, connection: {} } as unknown as Client);
  });
});
