const KEPT: readonly string[] = ['failed', 'cancelled', 'rejected', 'restored', 'reclaimed'];

/** Returns whether a teardown was tried of the model in this row, and the model need not have gone by it. */
export function isKept({ state }: { readonly state: string }): boolean {
  return KEPT.includes(state);
}
