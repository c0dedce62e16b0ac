import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { outputSchemas } from '../../scripts/output-schemas.js';
import { startHarness } from '../support/temporal/harness.js';

const HISTORIES = new URL('../histories/0.1.0/', import.meta.url);

interface History {
  readonly events: readonly {
    readonly workflowExecutionStartedEventAttributes?: { readonly workflowType: { readonly name: string } };
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

/** Of a published schema, but without room for fields that it does not name. */
function validator(name: string): ValidateFunction {
  const text = readFileSync(new URL(`../../contract/schemas/${name}.schema.json`, import.meta.url), 'utf8');
  const closed: unknown = JSON.parse(text, (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'properties' in value && !('additionalProperties' in value)
      ? { ...value, additionalProperties: false }
      : value,
  );
  return new Ajv({ allErrors: true }).compile(closed as object);
}

function check(name: string, value: unknown): void {
  const validate = validator(name);
  assert.ok(validate(value), JSON.stringify([validate.errors, value], null, 2));
}

describe('the published schema', () => {
  for (const file of readdirSync(HISTORIES)) {
    const recorded = readFileSync(new URL(file, HISTORIES), 'utf8');
    const { events } = (JSON.parse(recorded) as { history: History }).history;
    const type = events[0]?.workflowExecutionStartedEventAttributes?.workflowType.name ?? '';
    const [payload] = events.at(-1)?.workflowExecutionCompletedEventAttributes?.result.payloads ?? [];
    if (payload === undefined) continue;
    it(`of results matches the recorded result of ${file.replace('.json', '')}`, () => {
      check(`${NAMES[type]}-result`, JSON.parse(Buffer.from(payload.data, 'base64').toString()));
    });
  }

  it('is generated from the current types', () => {
    for (const [name, schema] of outputSchemas()) {
      const file = new URL(`../../contract/schemas/${name}.schema.json`, import.meta.url);
      const published: unknown = JSON.parse(readFileSync(file, 'utf8'));
      assert.deepEqual(published, JSON.parse(JSON.stringify(schema)), `${name}: npm run schemas`);
    }
  });

  it('of progress matches the result of the query', async () => {
    const harness = await startHarness();
    try {
      const arn = await harness.addModel({ status: 'RUNNING' });
      const model = await harness.start({
        projectVersionArn: arn,
        gracePeriod: '1h',
        requestedBy: 'a',
        reason: 'b',
      });
      await harness.reaches(model, 'held');
      check('teardown-progress', await model.query('progress'));
      const projectArn = arn.replace(/version\/v1\/\d+$/, '');
      const project = await harness.emulator.addProject({ name: 'other' });
      await harness.addModel({ projectArn: project, status: 'STOPPING', becomes: [] });
      const handle = await harness.startProject({ projectArn: project, approval: { required: true } });
      await harness.reaches(handle, 'awaitingApproval');
      check('project-progress', await handle.query('progress'));
      const [, , , region = '', accountId = ''] = projectArn.split(':');
      const sweep = await harness.client.workflow.start('sweepModels', {
        taskQueue: harness.taskQueue,
        workflowId: `sweep/${arn}`,
        args: [{ accountId, region, versions: ['v*'] }],
      });
      check('sweep-result', await sweep.result());
      check('sweep-progress', await sweep.query('progress'));
      await Promise.all([model.cancel(), handle.cancel()]);
    } finally {
      await harness.close();
    }
  });
});
