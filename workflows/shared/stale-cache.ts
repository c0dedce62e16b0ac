import type { WorkflowInternalsInterceptor, WorkflowInterceptors } from '@temporalio/workflow';

export type Activation = Parameters<NonNullable<WorkflowInternalsInterceptor['activate']>>[0]['activation'];
type Job = NonNullable<Activation['jobs']>[number];
export type Command = Parameters<
  NonNullable<WorkflowInternalsInterceptor['concludeActivation']>
>[0]['commands'][number];

/** The newest task that a cached run has executed. */
interface Task {
  /** The last event that it knew. */
  readonly historyLength: number;
  /** Those of its commands that become one event each. */
  readonly commands: Set<string>;
  /** Whether a query has come since. */
  isQueried: boolean;
}

const WITHOUT_EVENT: readonly string[] = ['respondToQuery', 'updateResponse', 'setPatchMarker'];

/**
 * Fails a workflow task for which the worker would use a cached run that is ahead of its history. The server repeats the task
 * at once, and the worker then replays the history.
 *
 * Why: while a workflow task waits for a dead worker, or has been started by it, the server sends a query to another worker,
 * with all events so far. That worker executes them, answers, and drops the commands, but caches the run. Once the task has
 * timed out, the same worker gets it, and executes only the later events: in another order than a replay, and perhaps at an
 * earlier time. No worker could replay the resulting history. Tried with SDK 1.24.0 and servers 1.29.1 and 1.32.0.
 */
export function interceptors(): WorkflowInterceptors {
  let task: Task | undefined;
  return {
    internals: [
      {
        activate(input, next) {
          const { jobs, historyLength, isReplaying } = input.activation;
          const [job] = jobs ?? [];
          const length = historyLength ?? 0;
          if (job?.queryWorkflow) {
            if (task) task.isQueried = true;
          } else if (task?.historyLength !== length) {
            if (task?.isQueried && !isReplaying && isAhead(task, length, jobs ?? [])) {
              throw new Error('The cached run is ahead of its history, because of a query. It is replayed.');
            }
            task = { historyLength: length, commands: new Set(), isQueried: false };
          }
          next(input);
        },
        concludeActivation(input, next) {
          const output = next(input);
          for (const command of output.commands) note(command, task?.commands);
          return output;
        },
      },
    ],
  };
}

/** Returns whether the commands of the last task have not become events: there is no room for them. */
function isAhead({ historyLength, commands }: Task, length: number, jobs: readonly Job[]): boolean {
  // One event ended the last task, and two scheduled and started this one.
  const least = jobs.reduce((events, job) => events + eventsOf(job), 1 + commands.size + 2);
  return length - historyLength < least;
}

/** Returns how many events a job has come from. An activity that ends has started. */
function eventsOf(job: Job): number {
  if (job.resolveActivity) return 2;
  const withOneEvent =
    job.signalWorkflow ?? job.fireTimer ?? job.cancelWorkflow ?? job.resolveChildWorkflowExecution;
  return withOneEvent ? 1 : 0;
}

function note(command: Command, commands: Set<string> | undefined): void {
  const { scheduleActivity, requestCancelActivity, startTimer, cancelTimer } = command;
  const cancelled = requestCancelActivity ?? cancelTimer;
  const of = (what: unknown, seq: unknown) => `${what ? 'activity' : 'timer'} ${String(seq)}`;
  // What is cancelled in the task that asks for it leaves no event.
  if (cancelled && commands?.delete(of(requestCancelActivity, cancelled.seq))) return;
  const started = scheduleActivity ?? startTimer;
  if (started) commands?.add(of(scheduleActivity, started.seq));
  else if (!WITHOUT_EVENT.some((name) => name in command)) commands?.add(`${commands.size} more`);
}
