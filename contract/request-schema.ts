import * as z from 'zod';
import { projectRequestSchema } from './project-request.js';
import { teardownRequestSchema } from './request.js';
import { sweepRequestSchema } from './sweep-request.js';

/** JSON Schema (draft 2020-12) of what `teardownModel` takes; published as `schemas/teardown-request.schema.json`. */
export function teardownRequestJsonSchema(): object {
  return {
    title: 'teardownModel request',
    ...z.toJSONSchema(teardownRequestSchema(), { io: 'input' }),
  };
}

/** JSON Schema of what `teardownProject` takes; published as `schemas/project-request.schema.json`. */
export function projectRequestJsonSchema(): object {
  return {
    title: 'teardownProject request',
    ...z.toJSONSchema(projectRequestSchema(), { io: 'input' }),
  };
}

/** JSON Schema of what `sweepModels` takes; published as `schemas/sweep-request.schema.json`. */
export function sweepRequestJsonSchema(): object {
  return {
    title: 'sweepModels request',
    ...z.toJSONSchema(sweepRequestSchema(), { io: 'input' }),
  };
}
