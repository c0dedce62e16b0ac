/** What a resource's status is and will be: the last entry that is not in the future counts. Times in ms. */
export type Timeline<Status extends string> = readonly { readonly at: number; readonly status: Status }[];

/** The status at a time, or undefined before the first entry. */
export function statusAt<Status extends string>(timeline: Timeline<Status>, at: number): Status | undefined {
  return timeline.findLast((entry) => entry.at <= at)?.status;
}

/** The timeline that an action at `at` leaves behind: what had been to come is cancelled. */
export function after<Status extends string>(
  timeline: Timeline<Status>,
  at: number,
  ...next: Timeline<Status>
): Timeline<Status> {
  return [...timeline.filter((entry) => entry.at <= at), ...next];
}
