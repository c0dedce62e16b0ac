import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { RecordToWrite } from '../../contract/activities.js';
import { outputSchemas } from '../../scripts/output-schemas.js';
import { assertValid } from '../support/published-schemas.js';

const HISTORIES = new URL('../histories/0.1.0/', import.meta.url);

interface History {
  readonly events: readonly {
    readonly workflowExecutionStartedEventAttributes?: { readonly workflowType: { readonly name: string } };
    readonly activityTaskScheduledEventAttributes?: {
      readonly activityType: { readonly name: string };
      readonly input?: { readonly payloads: readonly { readonly data: string }[] };
    };
    readonly workflowExecutionCompletedEventAttributes?: {
      readonly result: { readonly payloads: readonly { readonly data: string }[] };
    };
  }[];
}

const NAMES: Readonly<Record<string, string>> = {
  teardownModel: 'teardown',
  teardownProject: 'project',
  sweepModels: 'sweep',
};

describe('the published schema', () => {
  for (const file of readdirSync(HISTORIES)) {
    const recorded = readFileSync(new URL(file, HISTORIES), 'utf8');
    const { events } = (JSON.parse(recorded) as { history: History }).history;
    const type = events[0]?.workflowExecutionStartedEventAttributes?.workflowType.name ?? '';
    for (const { activityTaskScheduledEventAttributes: scheduled } of events) {
      if (scheduled?.activityType.name !== 'notify') continue;
      const [input] = scheduled.input?.payloads ?? [];
      const event = JSON.parse(Buffer.from(input?.data ?? '', 'base64').toString()) as { type: string };
      it(`of events matches the recorded ${event.type} of ${file.replace('.json', '')}`, () => {
        assertValid(`${NAMES[type]}-event`, event);
      });
    }
    const [payload] = events.at(-1)?.workflowExecutionCompletedEventAttributes?.result.payloads ?? [];
    if (payload === undefined) continue;
    it(`of results matches the recorded result of ${file.replace('.json', '')}`, () => {
      assertValid(`${NAMES[type]}-result`, JSON.parse(Buffer.from(payload.data, 'base64').toString()));
    });
  }

  it('of records matches the recorded record', () => {
    const recorded = readFileSync(new URL('recorded.json', HISTORIES), 'utf8');
    const { events } = (JSON.parse(recorded) as { history: History }).history;
    const written = events.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
      scheduled?.activityType.name === 'writeRecord' ? (scheduled.input?.payloads ?? []) : [],
    );
    const [{ data } = { data: '' }] = written;
    const { record } = JSON.parse(Buffer.from(data, 'base64').toString()) as RecordToWrite;
    assertValid('teardown-record', record);
  });

  it('is generated from the current types', () => {
    for (const [name, schema] of outputSchemas()) {
      const file = new URL(`../../contract/schemas/${name}.schema.json`, import.meta.url);
      const published: unknown = JSON.parse(readFileSync(file, 'utf8'));
      assert.deepEqual(published, JSON.parse(JSON.stringify(schema)), `${name}: npm run schemas`);
    }
  });
});
