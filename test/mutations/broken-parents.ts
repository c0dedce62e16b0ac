// How safety rules that only projects and sweeps keep are broken on purpose: see mutations.ts.
import { SIMULATION, type Mutation } from './mutation.js';

export const BROKEN_PARENTS: readonly Mutation[] = [
  {
    rule: '13. a pause is obeyed: a paused project starts teardowns',
    file: 'workflows/project/next-step.ts',
    from: "(paused ? { step: 'awaitResume' } : step)",
    to: "(paused && step.step === 'wait' ? { step: 'awaitResume' } : step)",
    tests: SIMULATION,
  },
  {
    rule: '15. what no longer matches after a pause is left',
    file: 'workflows/sweep/apply-event.ts',
    from: 'return lookAgain({ ...memory, heldUp: false });',
    to: 'return { ...memory, heldUp: false };',
    tests: ['test/workflows/sweep/paused-sweep.e2e.ts'],
  },
  {
    rule: '13. what people kept before a reset is kept',
    file: 'workflows/shared/joining.ts',
    from: "(now.state === 'running' || isKept(now) || keptSome(now))",
    to: "now.state === 'running'",
    tests: ['test/workflows/shared/ended-before-reset.e2e.ts'],
  },
  {
    rule: '7. a cancel reaches the teardowns from before a reset',
    file: 'workflows/shared/run-loop.ts',
    from: 'await body.breaksOff?.(run);',
    to: '',
    tests: ['test/workflows/shared/ended-before-reset.e2e.ts'],
  },
  {
    rule: '13. an accepted rejection reaches the teardowns from before a reset',
    file: 'workflows/shared/rejection.ts',
    from: 'await cancelModels(arns, firstStart);',
    to: '',
    tests: ['test/workflows/shared/rejected-after-reset.e2e.ts'],
  },
  {
    rule: '13. a teardown that continues on its own does so beside a later sweep with the same workflow ID',
    file: 'activities/shared/started-by.ts',
    from: ' && startTime.getTime() >= startedSince',
    to: ' && startTime.getTime() >= Math.min(0, startedSince)',
    tests: ['test/workflows/shared/same-workflow-id.e2e.ts'],
  },
  {
    rule: '7. once Delete is sent, a cancel waits for the confirmation, also by a run that has handed over',
    file: 'workflows/shared/joining.ts',
    from: 'if (!isCancelled || !patched(AWAITS_END)) return undefined;',
    to: 'if (!isCancelled || patched(AWAITS_END)) return undefined;',
    tests: ['test/workflows/shared/cancelled-after-handing-over.e2e.ts'],
  },
  {
    rule: 'a deadline: time counts from when a worker takes the run',
    file: 'workflows/shared/workflow-timeout.ts',
    from: 'return actsAsFirst(FROM_START) ? startTime.getTime() + delayMs : runStartTime.getTime();',
    to: 'return actsAsFirst(FROM_START) && delayMs < 0 ? startTime.getTime() : runStartTime.getTime();',
    tests: ['test/workflows/shared/time-from-the-start.e2e.ts'],
  },
  {
    rule: '1. the exact ARN: a project of the same name that was created since is torn down',
    file: 'workflows/project/find-by-name.ts',
    from: 'if (!isNewer || !patched(IS_MEANT)) return;',
    to: 'if (!isNewer || patched(IS_MEANT)) return;',
    tests: ['test/workflows/project/find-by-name.e2e.ts'],
  },
  {
    rule: 'maxDeletes: a look that has failed goes on selecting',
    file: 'workflows/sweep/sweep-models.ts',
    from: 'if (!isCancellation(error) && !patched(ENDS_LOOK)) return false;',
    to: 'if (!isCancellation(error) && patched(ENDS_LOOK)) return false;',
    tests: ['test/workflows/sweep/failed-look.e2e.ts'],
  },
  {
    rule: '7. a cancel: a sweep that is cancelled cancels teardowns that continue without it',
    file: 'workflows/shared/canonical-child.ts',
    from: 'if (!leavesAbandoned()) cancelled.cancel();',
    to: 'if (leavesAbandoned()) cancelled.cancel();',
    tests: ['test/workflows/shared/abandoned-children.e2e.ts'],
  },
];
