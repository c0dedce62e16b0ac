import * as z from 'zod';
import { TeardownRequestSchema } from './request.js';

/** JSON Schema (draft 2020-12) of what `teardownModel` takes; published as `schemas/teardown-request.schema.json`. */
export function teardownRequestJsonSchema(): object {
  return {
    title: 'teardownModel request',
    ...z.toJSONSchema(TeardownRequestSchema, { io: 'input' }),
  };
}
