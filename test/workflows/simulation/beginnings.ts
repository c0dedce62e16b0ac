import type { Beginning } from './world.js';

const GRACE = { gracePeriod: '1h' };

/** The scenarios begin with these. */
export const BEGINNINGS: readonly Beginning[] = [
  { name: 'a model that runs', status: 'RUNNING' },
  { name: 'a model that runs, with a grace period', status: 'RUNNING', request: GRACE },
  {
    name: 'a model that runs, with an approval and a grace period',
    status: 'RUNNING',
    request: { ...GRACE, approval: { required: true } },
  },
  { name: 'a model that runs, and may be in use', status: 'RUNNING', request: { ifServing: 'ask' } },
  {
    name: 'a model that trains, with a deadline',
    status: 'TRAINING_IN_PROGRESS',
    request: { deadline: '2d' },
  },
  { name: 'a model that never ran, with a grace period', status: 'TRAINING_COMPLETED', request: GRACE },
  { name: 'a model that is stopped', status: 'STOPPED' },
  {
    name: 'a model in deletion, whose record is required',
    status: 'DELETING',
    isDeleting: true,
    request: { deadline: '2d' },
    records: 'required',
  },
  {
    name: 'a model in deletion, whose record is optional',
    status: 'DELETING',
    isDeleting: true,
    records: 'optional',
  },
  {
    name: 'a model that is stopped, with a grace period',
    status: 'STOPPED',
    request: { ...GRACE, deadline: '2d' },
  },
  {
    name: 'a model that runs, with a grace period, and a time-out that the starter set',
    status: 'RUNNING',
    request: { ...GRACE, deadline: '2d' },
    expires: true,
  },
  {
    name: 'a model that a sweep selected',
    status: 'TRAINING_COMPLETED',
    request: { ...GRACE, ifRunning: 'fail' },
    selectedIn: ['TRAINING_COMPLETED'],
  },
  {
    name: 'a model that a sweep selected, without a grace period',
    status: 'TRAINING_COMPLETED',
    request: { ifRunning: 'fail' },
    selectedIn: ['TRAINING_COMPLETED'],
  },
  {
    name: 'a model that runs, which a sweep selected',
    status: 'RUNNING',
    selectedIn: ['RUNNING'],
  },
  { name: 'an adapter', status: 'TRAINING_COMPLETED', feature: 'CONTENT_MODERATION' },
];
