/** Stands for all names. */
export const ALL = '*';

// Limits of ProjectNames and VersionNames (API reference of DescribeProjects and DescribeProjectVersions).
const MOST_NAMES = 10;

/** Returns the names to filter by, or undefined to list everything. */
export function namesToAskFor(wanted: ReadonlySet<string>): string[] | undefined {
  return wanted.has(ALL) || wanted.size > MOST_NAMES ? undefined : [...wanted];
}
