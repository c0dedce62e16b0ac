/** Returns whether a name matches one of these patterns, in which `*` matches any text. */
export function matchesAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matches(pattern.split('*'), name));
}

/** Takes each text between asterisks where it comes first. A regular expression with many of them would take years. */
function matches([first = '', ...others]: readonly string[], name: string): boolean {
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let from = first.length;
  for (const text of others) {
    const at = name.indexOf(text, from);
    if (at === -1) return false;
    from = at + text.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
}
