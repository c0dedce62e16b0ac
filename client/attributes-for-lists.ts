import type { Client } from '@temporalio/client';
import { askForSearchAttributes, type SearchAttributeCheck } from '../contract/search-attributes.js';
import { abortable } from './call-options.js';
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
  { needed }: { readonly needed: boolean },
): Promise<boolean> {
  if (check === undefined) return false;
  return abortable(temporal, {}, async () => {
    const has = await check(temporal);
    if (has || !needed) return has;
    return asking({ asked: 'list teardowns' }, () => askForSearchAttributes(temporal));
  });
}
