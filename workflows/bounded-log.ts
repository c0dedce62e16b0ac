/**
 * Adds an entry, and keeps the first and the latest of them where there are more than `most`: what a run carries and
 * returns has a limit (2 MB, Temporal's default), and a run that passes it is lost.
 */
export function addBounded<T>(log: T[], entry: T, most: number): void {
  log.push(entry);
  if (log.length > most) log.splice(most / 2, 1);
}
