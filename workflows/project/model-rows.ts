import type { ListedModel } from '../../contract/activities.js';
import type { ModelRow } from '../../contract/project/result.js';
import type { ProjectMemory } from './state.js';

/** Returns the rows after a listing of the models. */
export function rowsOf(rows: readonly ModelRow[], models: readonly ListedModel[]): readonly ModelRow[] {
  const listed = new Set(models.map(({ projectVersionArn }) => projectVersionArn));
  const known = new Set(rows.map(({ projectVersionArn }) => projectVersionArn));
  return [
    ...rows.map((row) =>
      row.state === 'waiting' && !listed.has(row.projectVersionArn)
        ? { ...row, state: 'alreadyGone' as const }
        : row,
    ),
    ...models
      .filter(({ projectVersionArn }) => !known.has(projectVersionArn))
      .map(({ projectVersionArn, status }) => ({ projectVersionArn, status, state: 'waiting' as const })),
  ];
}

/** Returns the memory after the state of a model has changed. */
export function withRow(memory: ProjectMemory, row: ModelRow): ProjectMemory {
  const { projectVersionArn } = row;
  const before = memory.rows.find((it) => it.projectVersionArn === projectVersionArn);
  const { relisted = [] } = memory;
  const isRelisted = before?.state === 'deleted' && row.state !== 'deleted';
  const again = isRelisted ? [...relisted, projectVersionArn] : relisted;
  // It is gone by this run, though the teardown of what a late listing has shown once more did not delete it.
  const isOwn = row.state === 'alreadyGone' && again.includes(projectVersionArn);
  const after = isOwn ? { ...row, state: 'deleted' as const } : row;
  const rows = memory.rows.map((it) => (it.projectVersionArn === projectVersionArn ? after : it));
  const changed = memory.changed || ['deleted', 'restored', 'reclaimed'].includes(after.state);
  return { ...memory, rows, relisted: again, seen: undefined, changed };
}
