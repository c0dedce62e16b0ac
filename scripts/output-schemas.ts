import { createGenerator } from 'ts-json-schema-generator';

/** What the workflows return, and what the query `progress` answers, by the types of the contract. */
const TYPES = {
  'teardown-result': ['contract/model/result.ts', 'TeardownResult'],
  'teardown-progress': ['contract/model/progress.ts', 'TeardownProgress'],
  'project-result': ['contract/project/result.ts', 'ProjectResult'],
  'project-progress': ['contract/project/result.ts', 'ProjectProgress'],
  'sweep-result': ['contract/sweep/result.ts', 'SweepResult'],
  'sweep-progress': ['contract/sweep/result.ts', 'SweepProgress'],
} as const satisfies Readonly<Record<string, readonly [path: string, type: string]>>;

/** JSON Schemas by the names of their files. Later versions may add fields, so none are forbidden. */
export function outputSchemas(): [name: string, schema: object][] {
  return Object.entries(TYPES).map(([name, [path, type]]) => {
    const generator = createGenerator({
      path,
      type,
      tsconfig: 'tsconfig.json',
      topRef: false,
      additionalProperties: true,
      skipTypeCheck: true,
    });
    return [name, generator.createSchema(type)];
  });
}
