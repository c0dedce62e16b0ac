import { inUse, notFound } from './errors.js';
import { refuseStrangers, type Context } from './context.js';
import type { Dataset } from './store.js';
import { after, statusAt } from './timeline.js';

interface DatasetInput {
  readonly DatasetArn: string;
}

export function describeDataset(context: Context, { DatasetArn }: DatasetInput) {
  const dataset = ownDataset(context, DatasetArn);
  return {
    DatasetDescription: {
      CreationTimestamp: dataset.createdAt / 1000,
      LastUpdatedTimestamp: dataset.createdAt / 1000,
      Status: statusAt(dataset.timeline, context.readAt),
      StatusMessageCode: 'SUCCESS',
      DatasetStats: { LabeledEntries: 0, TotalEntries: 0, TotalLabels: 0, ErrorEntries: 0 },
    },
  };
}

export function deleteDataset(context: Context, { DatasetArn }: DatasetInput) {
  const { store, now } = context;
  const dataset = ownDataset(context, DatasetArn);
  const status = statusAt(dataset.timeline, now);
  if (status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS') throw inUse();
  if (status !== 'DELETE_IN_PROGRESS') {
    const gone = { at: now + store.durations.deleting, status: 'GONE' };
    dataset.timeline = after(dataset.timeline, now, { at: now, status: 'DELETE_IN_PROGRESS' }, gone);
  }
  return {};
}

function ownDataset(context: Context, arn: string): Dataset {
  refuseStrangers(context, arn);
  const dataset = context.store.dataset(arn, context.now);
  if (!dataset) throw notFound(arn);
  return dataset;
}
