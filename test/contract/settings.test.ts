import assert from 'node:assert/strict';
import {
  addressSetting,
  listSetting,
  searchAttributesSetting,
  taskQueueSetting,
} from '../../contract/settings.js';

describe('a list in an environment variable', () => {
  for (const [text, items] of [
    ['ana@x,bob@x', ['ana@x', 'bob@x']],
    ['ana@x, bob@x', ['ana@x', 'bob@x']],
    [' ana@x\t,\n bob@x , ', ['ana@x', 'bob@x']],
    ['one', ['one']],
    ['', []],
    [undefined, []],
  ] as const) {
    it(`is read from ${JSON.stringify(text) ?? 'nothing'}`, () => {
      assert.deepEqual(listSetting({ LIST: text }, 'LIST'), items);
    });
  }

  for (const text of [',', ' , ,', ' ']) {
    it(`is rejected if it is ${JSON.stringify(text)}, which names nothing`, () => {
      assert.throws(() => listSetting({ LIST: text }, 'LIST'), {
        message: `LIST must have at least one item between the commas, or not be set; got "${text}".`,
      });
    });
  }
});

describe('an address in an environment variable', () => {
  for (const [text, address] of [
    ['127.0.0.1:8888', { host: '127.0.0.1', port: 8888 }],
    ['[::1]:80', { host: '::1', port: 80 }],
    ['', undefined],
    [undefined, undefined],
  ] as const) {
    it(`is read from ${JSON.stringify(text) ?? 'nothing'}`, () => {
      assert.deepEqual(addressSetting({ ADDRESS: text }, 'ADDRESS'), address);
    });
  }

  for (const text of ['8888', 'localhost', 'localhost:http', 'localhost:65536', 'http://localhost:80']) {
    it(`is rejected if it is ${text}`, () => {
      assert.throws(() => addressSetting({ ADDRESS: text }, 'ADDRESS'), {
        message: `ADDRESS must be HOST:PORT, such as 0.0.0.0:9464; got "${text}".`,
      });
    });
  }
});

describe('the setting for search attributes', () => {
  for (const [env, expected] of [
    [{}, true],
    [{ TEARDOWN_SEARCH_ATTRIBUTES: '' }, true],
    [{ TEARDOWN_SEARCH_ATTRIBUTES: 'off' }, false],
    [{ TEARDOWN_ENCRYPTION_KEYS: 'id=key' }, false],
    [{ TEARDOWN_ENCRYPTION_KEYS: 'id=key', TEARDOWN_SEARCH_ATTRIBUTES: 'on' }, true],
  ] as const) {
    it(`is ${expected} with ${JSON.stringify(env)}`, () =>
      assert.equal(searchAttributesSetting(env), expected));
  }

  it('is rejected if it is anything else', () => {
    assert.throws(() => searchAttributesSetting({ TEARDOWN_SEARCH_ATTRIBUTES: 'yes' }), {
      message: 'TEARDOWN_SEARCH_ATTRIBUTES must be on or off; got "yes".',
    });
  });
});

describe('the setting for the task queue', () => {
  it('has a default, also if it is set to nothing', () => {
    assert.equal(taskQueueSetting(undefined), 'model-teardown');
    assert.equal(taskQueueSetting(''), 'model-teardown');
    assert.equal(taskQueueSetting('mine'), 'mine');
  });
});
