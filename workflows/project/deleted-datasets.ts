import type { ProjectMemory } from './state.js';

type Datasets = Pick<ProjectMemory, 'datasets' | 'perhapsDeleted'>;

/** Returns the datasets after a deletion that AWS has accepted, or may have carried out without an answer. */
export function deleting(
  { datasets, perhapsDeleted = [] }: Datasets,
  arn: string,
  isAccepted: boolean,
): Datasets {
  return isAccepted
    ? { datasets: withOnce(datasets, [arn]), perhapsDeleted }
    : { datasets, perhapsDeleted: withOnce(perhapsDeleted, [arn]) };
}

/**
 * Returns the datasets after a read. A deletion without an answer was carried out if AWS deletes the dataset or no longer lists
 * it, however late reads show that.
 */
export function deletedBy(
  { datasets, perhapsDeleted = [] }: Datasets,
  statusOf: (arn: string) => string | undefined,
): readonly string[] {
  const isDeleted = (arn: string) => ['DELETE_IN_PROGRESS', undefined].includes(statusOf(arn));
  return withOnce(datasets, perhapsDeleted.filter(isDeleted));
}

function withOnce(all: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...all, ...more])];
}
