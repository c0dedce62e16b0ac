/** What somebody does while a teardown goes on: to the model, behind its back, or to the teardown. */
export type Act =
  | 'start'
  | 'stop'
  | 'remove'
  | 'protect'
  | 'deny'
  | 'approve'
  | 'reject'
  | 'restore'
  | 'postpone'
  | 'deleteNow'
  | 'pause'
  | 'resume'
  | 'checkNow'
  | 'cancel'
  | OperatorsAct;

/** What operators do to a run; `askOtherwise`: somebody asks for the same teardown on other terms. */
export type OperatorsAct = 'reset' | 'terminate' | 'pauseActivity' | 'askOtherwise';

export interface Terms {
  readonly ifRunning: 'stop' | 'fail';
  readonly ifTraining: 'wait' | 'fail';
  readonly ifServing?: 'fail' | 'ask';
  readonly approval?: { readonly required: true; readonly timeout: string };
  readonly gracePeriod?: string;
  readonly dryRun?: true;
  readonly deadline?: string;
}

export interface Drawn {
  readonly status: string;
  /** After so many milliseconds a model that trains or is copied no longer does. */
  readonly becomes: readonly { readonly afterMs: number; readonly status: string }[] | undefined;
  /** Whether it carries the tag that protects it from the start. */
  readonly isProtected: boolean;
  readonly minInferenceUnits: number;
}

export interface Planned {
  readonly afterMs: number;
  readonly act: Act;
  readonly model: number;
  /** Whether a decision is sent as a signal, instead of as an update. */
  readonly bySignal: boolean;
  /** Whether it is tried again and again, until it makes sense. */
  readonly insists: boolean;
}

/** One teardown, as it is drawn: its models, its request, and what people do meanwhile to which of them. */
export interface Scenario {
  readonly feature: 'CUSTOM_LABELS' | 'CONTENT_MODERATION';
  /** Of the whole project; else of its only model. */
  readonly whole: boolean;
  readonly models: readonly Drawn[];
  readonly terms: Terms;
  /** The time-out that whoever starts the run sets on it, in seconds. */
  readonly executionTimeout: number | undefined;
  /** Whether it is in the account that many scenarios share, with its quota; else it has an account to itself. */
  readonly isShared: boolean;
  readonly isProjectProtected: boolean;
  readonly acts: readonly Planned[];
}

/** One that AWS may add one day. */
export const UNKNOWN_STATUS = 'ARCHIVING';
