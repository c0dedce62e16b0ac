import type { Client } from '@temporalio/client';
import { countQueryOf, quoted } from '../client/list-query.js';
import { asking } from '../client/temporal-call-error.js';
import { askForSearchAttributes } from '../contract/search-attributes.js';
import { searchAttributesSetting } from '../contract/settings.js';
import { TROUBLES } from '../contract/trouble.js';
import { NotChecked } from './check.js';

/** Counts the running teardowns of a task queue that AWS refuses or does not answer, by reason. */
export async function findTrouble(client: Client, taskQueue: string): Promise<string> {
  const isSearchable =
    searchAttributesSetting(process.env) &&
    (await asking({ asked: 'count teardowns' }, () => askForSearchAttributes(client)));
  if (!isSearchable) throw new NotChecked('needs the search attributes');
  const all = `${countQueryOf({}, 'backingOff', true, Date.now())} AND TaskQueue = ${quoted(taskQueue)}`;
  const count = async (query: string) => (await client.workflow.count(query)).count;
  const total = await count(all);
  if (total === 0) return `none of those that run on ${taskQueue}`;
  const counts = await Promise.all(
    TROUBLES.map((reason) => count(`${all} AND TeardownTrouble = '${reason}'`)),
  );
  const others = total - counts.reduce((sum, it) => sum + it, 0);
  const reasons = TROUBLES.flatMap((reason, index) => (counts[index] ? [`${counts[index]} ${reason}`] : []));
  if (others > 0) reasons.push(`${others} ${others === 1 ? 'other' : 'others'}`);
  throw new Error(
    `${total} running ${total === 1 ? 'teardown' : 'teardowns'} on ${taskQueue}: ${reasons.join(', ')}. docs/reference/metrics.md#reasons has the remedies, and teardown list --phase backingOff shows the teardowns.`,
  );
}
