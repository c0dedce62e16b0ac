/**
 * Returns what an error says. Anything can be thrown, not only errors. If no address of a host can be reached, Node throws an
 * error without a message, which contains one for each address.
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return (error as { readonly code?: string }).code ?? '';
}
