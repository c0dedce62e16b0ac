import { remedyOf } from '../activities/aws/errors.js';

/** Returns what AWS, or the way to it, said to a call, and what to do. */
export function errorInWords(action: string, error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const remedy = remedyOf(action, name);
  const said = `${action}: ${name}: ${message}`;
  return remedy === undefined ? said : `${said}. ${remedy[0]?.toUpperCase()}${remedy.slice(1)}.`;
}
