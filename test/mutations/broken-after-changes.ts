// How rules about changes that AWS may have carried out are broken on purpose: see mutations.ts.
import { model, SIMULATION, type Mutation } from './mutation.js';

export const BROKEN_AFTER_CHANGES: readonly Mutation[] = [
  {
    rule: '14. a run rests once its changes are settled: a paused run rests before',
    file: 'workflows/model/next-action.ts',
    from: "ask.ask === 'pause' ||",
    to: '',
    tests: SIMULATION,
  },
  {
    rule: '13. "rejected" of a model that was not stopped: a repeated Stop asks for an approval',
    file: 'workflows/model/traffic.ts',
    from: ' && !mayHaveStopped(memory)',
    to: '',
    tests: model('unsettled-changes'),
  },
  {
    rule: '13. a restore outlasts an invalid Delete',
    file: 'workflows/model/apply-event.ts',
    from: '!changed && mayFail',
    to: '!changed',
    tests: model('unsettled-changes'),
  },
  {
    rule: '14. a poll counts as of when it was read: as of when the workflow handles it',
    file: 'workflows/model/wait-for-aws.ts',
    from: ', ...omitUndefined({ askedAt })',
    to: '',
    tests: model('late-reads'),
  },
  {
    rule: '13. a restore expects a late STOPPING',
    file: 'workflows/shared/sent-change.ts',
    from: " && status === 'STOPPING';",
    to: " && status === 'STOPPING' && readAt < 0;",
    tests: SIMULATION,
  },
  {
    rule: '15. use is a veto, also if a look hides what a poll has found',
    file: 'workflows/model/run.ts',
    from: 'instead: (event) => aws.found(event),',
    to: '',
    tests: model('old-looks'),
  },
  {
    rule: '12. what a poll has found during a look is no reason for a change: with the tags that it has read',
    file: 'workflows/model/apply-event.ts',
    from: 'sighting: untagged };',
    to: 'sighting: { ...sighting, ...untagged } };',
    tests: SIMULATION,
  },
  {
    rule: '15. also while the run is paused after the grace period',
    file: 'workflows/model/next-action.ts',
    from: 'heldStatus !== undefined;',
    to: "heldStatus === 'nothing';",
    tests: model('held'),
  },
  {
    rule: '15. also after a Stop that reads prove was not carried out',
    file: 'workflows/model/apply-event.ts',
    from: 'stopSent: false,',
    to: '',
    tests: model('unsettled-changes'),
  },
  {
    rule: '14. a refused Stop may have been carried out: reads refute it that may be late',
    file: 'workflows/model/apply-event.ts',
    from: 'readAt < provenAt || ',
    to: '',
    tests: model('unsettled-changes'),
  },
];
