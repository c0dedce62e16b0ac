/** How long a Temporal server may take to answer the first call before it counts as unreachable, in milliseconds. */
export const CONNECT_LIMIT_MS = 3_000;
