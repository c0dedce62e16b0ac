/** The names of the markers of runs that decide what earlier versions decided otherwise. */
export const AWAITS_CHANGED = 'awaits-a-late-read-of-what-has-changed';
export const AWAITS = 'awaits-a-late-listing-beside-kept-models';
export const GOES_ON = 'goes-on-once-teardowns-have-begun';

export type Patch = typeof AWAITS_CHANGED | typeof AWAITS | typeof GOES_ON;
