/**
 * The log with another entry. It keeps the first and the latest entries if there are more than `most`: what a run carries
 * and returns has a limit (2 MB, Temporal's default), and a run that passes it is lost.
 */
export function addBounded<T>(log: readonly T[], entry: T, most: number): readonly T[] {
  const longer = [...log, entry];
  return longer.length <= most ? longer : longer.toSpliced(most / 2, 1);
}
