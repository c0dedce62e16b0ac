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
    from: "(now.state === 'running' || isKept(now))",
    to: "now.state === 'running'",
    tests: ['test/workflows/shared/ended-before-reset.e2e.ts'],
  },
  {
    rule: '7. a cancel reaches the teardowns from before a reset',
    file: 'workflows/shared/run-loop.ts',
    from: 'await body.breaksOff?.();',
    to: '',
    tests: ['test/workflows/shared/ended-before-reset.e2e.ts'],
  },
];
