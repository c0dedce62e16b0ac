export interface Mutation {
  readonly rule: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The tests that must notice it. */
  readonly tests: readonly string[];
}

export const model = (...names: string[]) => names.map((name) => `test/workflows/model/${name}.*.ts`);

export const SIMULATION = ['test/workflows/simulation/simulation.test.ts'];
