import type { Client } from '@temporalio/client';
import {
  askForSearchAttributes,
  searchAttributesOf,
  type SearchAttributeCheck,
  type SearchAttributePair,
  type Searched,
} from '../contract/search-attributes.js';
import { abortable, type CallOptions } from './call-options.js';
import { asking } from './temporal-call-error.js';

/**
 * Returns whether the namespace has the search attributes of runs, and the client uses them.
 *
 * @param check undefined if the client does not use them
 * @param options.needed whether the list can't do without them: then no answer is an error, and not a lack
 */
export async function hasAttributes(
  temporal: Client,
  check: SearchAttributeCheck | undefined,
  { needed, ...options }: CallOptions & { readonly needed: boolean },
): Promise<boolean> {
  if (check === undefined) return false;
  return abortable(temporal, options, async (signal) => {
    const has = await check(temporal, signal);
    if (has || !needed) return has;
    return asking({ asked: 'list teardowns' }, () => askForSearchAttributes(temporal));
  });
}

/** Returns the search attributes with which a run is started; undefined for none. */
export async function attributesForStart(
  temporal: Client,
  check: SearchAttributeCheck | undefined,
  searched: Searched,
  { signal }: CallOptions,
): Promise<readonly SearchAttributePair[] | undefined> {
  const has = await hasAttributes(temporal, check, { needed: false, signal });
  return has ? searchAttributesOf(searched) : undefined;
}
