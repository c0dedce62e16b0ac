import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

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

/** Fails with all that a value has against the published schema of this name. */
export function assertValid(name: string, value: unknown): void {
  const validate = validator(name);
  assert.ok(validate(value), JSON.stringify([validate.errors, value], null, 2));
}
