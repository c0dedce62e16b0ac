import assert from 'node:assert/strict';
import { parseComposeFile } from '../support/containers/compose-file.js';
import { ENDPOINTS } from '../../worker/config.js';
import { pageOf, tables, variables } from '../support/documents.js';

/** What the file itself decides: its server, which has one namespace. */
const OF_THE_FILE = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE'];

const documented = ['Temporal', 'Worker', 'Encryption']
  .flatMap((section) => tables('docs/reference/configuration.md', section)[0] ?? [])
  .flatMap(([cell = '']) => variables(cell))
  .filter((name) => !OF_THE_FILE.includes(name));

// A setting that Compose does not pass on is no error: the worker would run without its allow lists, or without a check of
// the account behind an endpoint of one's own.
describe('the worker of temporal-docker-compose.yml', () => {
  const { worker } = parseComposeFile(pageOf('temporal-docker-compose.yml'), {});

  function missing(settings: readonly string[]): string[] {
    return settings.filter((name) => worker?.environment?.[name] !== null);
  }

  it('takes all of its documented settings from the shell', () => {
    assert.ok(
      documented.includes('TEARDOWN_DENY_PROJECTS') && documented.includes('TEARDOWN_ENCRYPTION_KEYS'),
    );
    assert.deepEqual(missing(documented), []);
  });

  it('takes every endpoint that a worker reads from the shell', () => {
    assert.ok(ENDPOINTS.includes('AWS_ENDPOINT_URL_STS'));
    assert.deepEqual(missing(ENDPOINTS), []);
  });
});

describe('docs/reference/configuration.md', () => {
  it('lists every endpoint that a worker reads', () => {
    const unlisted = ENDPOINTS.filter((name) => !documented.includes(name));
    assert.deepEqual(unlisted, []);
  });
});
