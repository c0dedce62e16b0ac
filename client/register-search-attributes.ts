import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { SearchAttribute } from '../contract/search-attributes.js';

const KEYWORD = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;

/** Registers search attributes of runs in a namespace that lacks them. Requires the rights of an operator. */
export async function registerSearchAttributes(
  { operatorService }: Connection,
  namespace: string,
  names: readonly SearchAttribute[],
): Promise<void> {
  const searchAttributes = Object.fromEntries(names.map((name) => [name, KEYWORD]));
  await operatorService.addSearchAttributes({ namespace, searchAttributes });
}
