/**
 * Waits for work that is done side by side, and throws its first error.
 *
 * @param waits returns whether to wait for the rest after this error. Work that outlives its step changes the memory that later
 * steps decide by, and no cancel reaches it
 */
export async function untilAllEnd(
  all: readonly Promise<void>[],
  waits: (error: unknown) => boolean,
): Promise<void> {
  try {
    await Promise.all(all);
  } catch (error) {
    if (waits(error)) await Promise.allSettled(all);
    throw error;
  }
}
