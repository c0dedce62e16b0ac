import { createGenerator } from 'ts-json-schema-generator';

/** What the workflows return, what is recorded, what the query `progress` answers, and events, by the types of the contract. */
const TYPES = {
  'teardown-result': 'TeardownResult',
  'teardown-record': 'TeardownRecord',
  'teardown-progress': 'TeardownProgress',
  'project-result': 'ProjectResult',
  'project-progress': 'ProjectProgress',
  'sweep-result': 'SweepResult',
  'sweep-progress': 'SweepProgress',
  'teardown-event': 'TeardownEvent',
  'project-event': 'ProjectEvent',
  'sweep-event': 'SweepEvent',
} as const satisfies Readonly<Record<string, string>>;

/** JSON Schemas by the names of their files. Later versions may add fields, so none are forbidden. */
export function outputSchemas(): [name: string, schema: object][] {
  const generator = createGenerator({
    path: 'contract/*/{result,progress,record,event}.ts',
    tsconfig: 'tsconfig.json',
    topRef: false,
    additionalProperties: true,
    skipTypeCheck: true,
  });
  return Object.entries(TYPES).map(([name, type]) => [name, generator.createSchema(type)]);
}
