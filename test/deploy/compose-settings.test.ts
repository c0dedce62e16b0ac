import assert from 'node:assert/strict';
import { parseComposeFile } from '../support/containers/compose-file.js';
import { pageOf, tables, variables } from '../support/documents.js';

/** What the file itself decides: its server, which has one namespace. */
const OF_THE_FILE = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE'];

// A setting that Compose does not pass on is no error: the worker would run without its allow lists.
describe('the worker of temporal-docker-compose.yml', () => {
  it('takes all of its settings from the shell', () => {
    const { worker } = parseComposeFile(pageOf('temporal-docker-compose.yml'), {});
    const settings = ['Temporal', 'Worker', 'Encryption']
      .flatMap((section) => tables('docs/reference/configuration.md', section)[0] ?? [])
      .flatMap(([cell = '']) => variables(cell))
      .filter((name) => !OF_THE_FILE.includes(name));
    assert.ok(settings.includes('TEARDOWN_DENY_PROJECTS') && settings.includes('TEARDOWN_ENCRYPTION_KEYS'));
    assert.deepEqual(
      settings.filter((name) => worker?.environment?.[name] !== null),
      [],
    );
  });
});
