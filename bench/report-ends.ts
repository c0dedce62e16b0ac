/** What a process of a contender sends to the benchmark when a teardown has ended. */
export interface End {
  readonly arn: string;
  /** What it returned; undefined if it failed. */
  readonly result?: string | undefined;
  readonly error?: string;
  /** How many events or steps its engine has stored, if it counts them. */
  readonly events?: number | undefined;
}

export interface Result {
  readonly result: string | undefined;
  readonly events?: number | undefined;
}

/** Tears down the models whose ARNs come as messages, and sends how each of them ended. */
export function reportEnds(tearDown: (arn: string) => Promise<Result>): void {
  process.on('message', (arns: readonly string[]) => {
    for (const arn of arns) {
      void tearDown(arn)
        .then(
          (it): End => ({ arn, ...it }),
          (error: unknown): End => ({ arn, error: String(error) }),
        )
        .then((end) => process.send?.(end));
    }
  });
  console.log('ready');
}
