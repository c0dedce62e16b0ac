import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { projectRequestSchema } from '../contract/project/request.js';
import { teardownRequestSchema } from '../contract/model/request.js';
import { sweepRequestSchema } from '../contract/sweep/request.js';

/** JSON Schema (draft 2020-12) of what `teardownModel` takes; published as `schemas/teardown-request.schema.json`. */
export function teardownRequestJsonSchema(): object {
  return {
    title: 'teardownModel request',
    ...inputSchema(teardownRequestSchema()),
  };
}

/** JSON Schema of what `teardownProject` takes; published as `schemas/project-request.schema.json`. */
export function projectRequestJsonSchema(): object {
  return {
    title: 'teardownProject request',
    ...inputSchema(projectRequestSchema()),
  };
}

/** JSON Schema of what `sweepModels` takes; published as `schemas/sweep-request.schema.json`. */
export function sweepRequestJsonSchema(): object {
  return {
    title: 'sweepModels request',
    ...inputSchema(sweepRequestSchema()),
  };
}

/** A transformation says what is made of an input, and nothing of what may be given. */
function inputSchema(schema: GenericSchema<unknown, unknown>): object {
  return toJsonSchema(schema, { target: 'draft-2020-12', ignoreActions: ['transform'] });
}
