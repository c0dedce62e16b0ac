import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { isSearchable, searchAttributesOf, type Searched } from '../../contract/search-attributes.js';
import type { RunMemory } from './run-state.js';
import { isInTrouble } from './trouble.js';

/** Returns whether this run was started with search attributes, so that its namespace has them. */
export function startedSearchable(): boolean {
  return phaseInLists() !== undefined;
}

/**
 * Updates the search attributes if a phase that is worth finding begins or ends. Each update is an event in the history.
 *
 * @param modelStatus the model's status as last seen
 */
export function showInLists(searched: Searched, memory: RunMemory, modelStatus: string | undefined): void {
  if (memory.searchable !== true) return;
  const inLists = phaseInLists();
  const phase = phaseOf(memory);
  if (phase === undefined || phase === inLists) return;
  if (!isSearchable(phase) && !isSearchable(inLists ?? '')) return;
  const trouble = phase === 'backingOff' ? memory.trouble?.reason : undefined;
  upsertSearchAttributes(searchAttributesOf(searched, { phase, modelStatus, trouble }));
}

/** Between two refused calls a run tries again, and is not out of trouble. */
function phaseOf(memory: RunMemory): string | undefined {
  const { phase } = memory;
  if (phase !== 'backingOff' && isSearchable(phase)) return phase;
  if (isInTrouble(memory)) return 'backingOff';
  return phase === 'backingOff' ? undefined : phase;
}

function phaseInLists(): string | undefined {
  return workflowInfo().typedSearchAttributes.get({ name: 'TeardownPhase', type: 'KEYWORD' });
}
