import { CancellationScope, condition } from '@temporalio/workflow';
import { planned, reminded } from './reminder-plan.js';
import type { Core, Kind, Run } from './run-core.js';
import { lifeOf } from './lifecycle.js';

/** Sends events that remind of the time limits of a run, beside the run. Without a receiver it sets no timer. */
export class Reminders<K extends Kind> {
  private readonly core: Pick<Core<K>, 'limitsOf'>;
  /** When the timer ends that is set, in epoch milliseconds. */
  private timer: number | undefined;

  constructor(core: Pick<Core<K>, 'limitsOf'>) {
    this.core = core;
  }

  /** Plans the reminders of the current limits, and sets a timer for the first of them. */
  plan(run: Run<K>): void {
    const limits = lifeOf(run.memory) === 'active' ? this.core.limitsOf(run.memory) : [];
    const memory = planned(run.memory, limits, Date.now());
    if (memory !== run.memory) run.change(memory);
    const times = run.memory.reminders.flatMap(({ at }) => at ?? []);
    const first = times.length === 0 ? undefined : Math.min(...times);
    if (first === this.timer) return;
    this.timer = first;
    if (first !== undefined) void CancellationScope.nonCancellable(() => this.remind(run, first));
  }

  private async remind(run: Run<K>, at: number): Promise<void> {
    const isReplaced = () => this.timer !== at;
    const summary = 'Reminder of a time limit';
    if (await condition(isReplaced, Math.max(at - Date.now(), 1), { summary })) return;
    this.timer = undefined;
    run.change(reminded(run.memory, Date.now()));
  }
}
