/**
 * Returns the log with another entry. Keeps the first and the latest if there are more than `most`: what a run carries
 * and returns is limited (2 MB by default), and a run that exceeds the limit is lost.
 */
export function addBounded<T>(log: readonly T[], entry: T, most: number): readonly T[] {
  const longer = [...log, entry];
  return longer.length <= most ? longer : longer.toSpliced(most / 2, 1);
}
