import type { Priority, SearchAttributePair } from '@temporalio/common';
import { durationMs } from '../contract/duration.js';
import type { TeardownMemo } from '../contract/memo.js';
import { omitUndefined } from '../contract/omit-undefined.js';
import {
  SEARCH_ATTRIBUTES,
  type SearchAttributePair as OwnAttributePair,
} from '../contract/search-attributes.js';
import { checkedDuration } from './checked-request.js';
import { TeardownError } from './teardown-error.js';

/** Options of a new run, which Temporal gets as they are. A start that joins a running teardown changes nothing about it. */
export interface RunOptions {
  /** Priority and fairness among the tasks of the task queue. Activities and child workflows inherit it. */
  readonly priority?: Priority | undefined;
  /**
   * How long Temporal waits before it starts the run, such as `"8h"`. Until then the run does nothing: it neither answers
   * queries nor carries out decisions, and a cancellation takes effect when it starts. A start that joins it waits for the
   * rest of the delay. The deadline includes the delay. Not for dry runs, because other starts wait for those to end.
   */
  readonly startDelay?: string | undefined;
  /** Search attributes of your own, which the namespace must have. Temporal stores them in plain text. */
  readonly searchAttributes?: readonly SearchAttributePair[] | undefined;
  /** Memo fields of your own. */
  readonly memo?: Readonly<Record<string, unknown>> | undefined;
}

/** The memo and the search attributes that every run has. */
export interface OwnMetadata {
  readonly memo: TeardownMemo;
  readonly attributes: readonly OwnAttributePair[] | undefined;
}

const MEMO_FIELDS: Readonly<Record<keyof TeardownMemo, true>> = {
  requestedBy: true,
  reason: true,
  dryRun: true,
  projectVersionArn: true,
};

/**
 * Validates options before any request is sent.
 *
 * @throws TeardownError `InvalidRequest`
 */
export function checkRunOptions(
  { startDelay, searchAttributes = [], memo = {} }: RunOptions,
  { dryRun }: { readonly dryRun: boolean },
): void {
  if (startDelay !== undefined) checkedDuration('startDelay', startDelay);
  if (startDelay !== undefined && dryRun) throw refused('A dry run must not have a startDelay.');
  const names: readonly string[] = SEARCH_ATTRIBUTES;
  const attribute = searchAttributes.find(({ key }) => names.includes(key.name));
  if (attribute) throw refused(`searchAttributes must not have ${attribute.key.name}, which each run sets.`);
  const field = Object.keys(memo).find((name) => Object.hasOwn(MEMO_FIELDS, name));
  if (field !== undefined) throw refused(`memo must not have ${field}, which each run sets.`);
}

function refused(problem: string): TeardownError {
  return new TeardownError('InvalidRequest', `${problem} No request was sent.`);
}

/** Returns the options for Temporal. */
export function workflowOptionsOf(
  { priority, startDelay, searchAttributes = [], memo }: RunOptions,
  own: OwnMetadata,
) {
  return {
    memo: { ...memo, ...own.memo },
    typedSearchAttributes: [...searchAttributes, ...(own.attributes ?? [])],
    ...omitUndefined({
      priority,
      startDelay:
        startDelay === undefined ? undefined : durationMs(checkedDuration('startDelay', startDelay)),
    }),
  };
}
