import { CancellationScope } from '@temporalio/workflow';
import { isOutOfTime } from './failures.js';

/** An activity that polls in the background. */
export class Polling<T> {
  ended = false;
  private found: { readonly result: T } | { readonly error: unknown } | undefined;
  private readonly scope = new CancellationScope();

  constructor(look: () => Promise<T>) {
    this.scope.run(look).then(
      (result) => this.end({ result }),
      (error: unknown) => {
        // The deadline is near, and nothing is concluded from that.
        if (!isOutOfTime(error)) this.end({ error });
      },
    );
  }

  get hasFound(): boolean {
    return this.found !== undefined && 'result' in this.found;
  }

  /** @throws what the activity has thrown */
  get result(): T {
    if (this.found && 'result' in this.found) return this.found.result;
    throw this.found?.error;
  }

  cancel(): void {
    this.scope.cancel();
  }

  private end(found: { readonly result: T } | { readonly error: unknown }): void {
    this.found = found;
    this.ended = true;
  }
}
