/** The names of the markers of runs that decide what earlier versions decided otherwise. */
export const HOLDS_UP = 'holds-up-what-was-selected-beside-joined-teardowns';
export const RENEWS = 'selects-again-what-it-selected-long-ago';

export type Patch = typeof HOLDS_UP | typeof RENEWS;
/** Returns whether this run may decide what earlier versions decided otherwise. Ask it only if it makes a difference. */
export type IsMended = (patch: Patch) => boolean;
