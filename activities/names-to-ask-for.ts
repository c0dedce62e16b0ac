/** What a call is for that is for everything, not for some names. */
export const ALL = '*';

// The most that ProjectNames and VersionNames take (API reference of DescribeProjects and DescribeProjectVersions).
const MOST_NAMES = 10;

/** The names to filter by; undefined where everything is to be listed. */
export function namesToAskFor(wanted: ReadonlySet<string>): string[] | undefined {
  return wanted.has(ALL) || wanted.size > MOST_NAMES ? undefined : [...wanted];
}
