import assert from 'node:assert/strict';
import { asTable } from '../../../workflows/shared/details-table.js';
import { asMarkdown } from '../../../workflows/shared/markdown.js';

describe('text of others in the details of a run', () => {
  for (const [text, shown] of [
    ['[approve here](https://evil.example)', '\\[approve here\\](https://evil.example)'],
    ['![x](https://evil.example/x.png)', '!\\[x\\](https://evil.example/x.png)'],
    ['**Approved** ~~no~~ `code`', '\\*\\*Approved\\*\\* \\~\\~no\\~\\~ \\`code\\`'],
    ['<img src=x>', '\\<img src=x>'],
    ['a \\| b | c', 'a \\\\\\| b \\| c'],
    ['one\n\n### two', 'one ### two'],
    ['&lt;b&gt; &#124; AT&T', '\\&lt;b\\&gt; \\&#124; AT&T'],
    ['shelves/_v1_', 'shelves/\\_v1\\_'],
    ['TRAINING_IN_PROGRESS, my_model', 'TRAINING_IN_PROGRESS, my_model'],
  ] as const) {
    it(`is shown as it is: ${JSON.stringify(text)}`, () => assert.equal(asMarkdown(text), shown));
  }

  it('stays in its cell and in the heading', () => {
    const table = asTable('Stopping shelves/__v1__', [['Reason', '\\| x | **y**']], []);
    assert.match(table, /^### Stopping shelves\/\\_\\_v1\\_\\_$/m);
    assert.match(table, /^\| Reason \| \\\\\\\| x \\\| \\\*\\\*y\\\*\\\* \|$/m);
  });
});
