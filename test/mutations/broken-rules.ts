// How each safety rule is broken on purpose: see mutations.ts.

export interface Mutation {
  readonly rule: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The tests that must notice it. */
  readonly tests: readonly string[];
}

const model = (...names: string[]) => names.map((name) => `test/workflows/model/${name}.*.ts`);

const SIMULATION = ['test/workflows/simulation/simulation.test.ts'];

export const MUTATIONS: readonly Mutation[] = [
  {
    rule: '1. the exact ARN: a model is identified by its name',
    file: 'activities/model/describe-model.ts',
    from: 'const model = versions.get(arn);',
    to: 'const [model] = versions.values();',
    tests: model('interference'),
  },
  {
    rule: '13. a pause is obeyed: a paused project starts teardowns',
    file: 'workflows/project/next-step.ts',
    from: "(paused ? { step: 'awaitResume' } : step)",
    to: "(paused && step.step === 'wait' ? { step: 'awaitResume' } : step)",
    tests: SIMULATION,
  },
  {
    rule: '6. the record comes before "deleted": a run does not wait for S3',
    file: 'workflows/model/next-action.ts',
    from: 'record === undefined && !late;',
    to: "record === undefined && !late && records === 'optional';",
    tests: SIMULATION,
  },
  {
    rule: '6. the record: an object that is there already counts as the record',
    file: 'records/write-record.ts',
    from: 'if (found !== undefined && parseRecord(found, arn)) return location;',
    to: 'if (found !== undefined) return location;',
    tests: ['test/records/records.e2e.ts'],
  },
  {
    rule: '7. a cancel ends the wait for S3',
    file: 'workflows/model/next-action.ts',
    from: 'return memory.late || (memory.cancelled && !ask.isLast);',
    to: 'return false;',
    tests: SIMULATION,
  },
  {
    rule: '10. only an answer of S3 acknowledges a record',
    file: 'records/s3-answers.ts',
    from: "headers['etag'] !== undefined ? undefined : 'without an ETag'",
    to: "headers['etag'] !== undefined ? undefined : undefined",
    tests: ['test/records/records.e2e.ts'],
  },
  {
    rule: '2. a fresh look: what was seen before a wait is good after it',
    file: 'workflows/model/state.ts',
    from: 'return { ...memory, seen: undefined, guards:',
    to: 'return { ...memory, guards:',
    tests: SIMULATION,
  },
  {
    rule: '2. a fresh look: ResourceInUse is the end',
    file: 'workflows/model/apply-answer.ts',
    from: "const invalid = because === 'invalid' && !repeated;",
    to: "const invalid = because !== 'notFound';",
    tests: [...SIMULATION, ...model('interference')],
  },
  {
    rule: '3. a status known to be safe: an unknown one is deleted',
    file: 'workflows/model/next-step.ts',
    from: 'RULES[feature][status] : UNEXPECTED;',
    to: 'RULES[feature][status] : DELETE;',
    tests: model('next-step', 'every-status'),
  },
  {
    rule: '4. adapters are never sent Stop',
    file: 'workflows/model/next-step.ts',
    from: 'RUNNING: UNEXPECTED,',
    to: "RUNNING: { step: 'stop' },",
    tests: model('next-step', 'every-status'),
  },
  {
    rule: '4. both features are asked for',
    file: 'activities/project/describe-project.ts',
    from: 'Features: [...FEATURES] }',
    to: "Features: ['CUSTOM_LABELS' as const] }",
    tests: model('every-status'),
  },
  {
    rule: '5. a lost response is no error, and no certainty',
    file: 'workflows/shared/sent-change.ts',
    from: "if (answer === 'none' || answer.repeated) return { ...sent, at: now, answer: 'unknown' };",
    to: "if (answer === 'none') return undefined;",
    tests: SIMULATION,
  },
  {
    rule: '6. "deleted" only after AWS lists it no longer',
    file: 'workflows/model/next-action.ts',
    from: "if (seen === 'GONE') return onceGone(request, memory);",
    to: "if (seen === 'GONE' || seen.status === 'DELETING') return onceGone(request, memory);",
    tests: SIMULATION,
  },
  {
    rule: '7. a cancel before Delete leaves the model',
    file: 'workflows/shared/lifecycle.ts',
    from: "if (cancelled && obeysCancel) return { ask: 'cancel' };",
    to: '',
    tests: SIMULATION,
  },
  {
    rule: '7. a cancel after Delete waits for the confirmation',
    file: 'workflows/model/next-action.ts',
    from: "return !deleting(memory) && !confirmed(memory) && memory.restore !== 'asked';",
    to: "return memory.restore !== 'asked';",
    tests: SIMULATION,
  },
  {
    rule: '7. a cancel in the instant in which Delete is due',
    file: 'workflows/shared/run-loop.ts',
    from: 'if (root.consideredCancelled) hearCancel();',
    to: '',
    tests: model('cancellation'),
  },
  {
    rule: '8. stopped at once',
    file: 'workflows/model/next-action.ts',
    from: '  if (sent === undefined) return ask;',
    to: "  if (ask.ask === 'send' && ask.call === 'stop') return { ask: 'pause', for: 'resume' };\n  if (sent === undefined) return ask;",
    tests: SIMULATION,
  },
  {
    rule: '9. within the share of the quota',
    file: 'activities/aws/call.ts',
    from: 'const answered = await limits.turn(action, signal, first);',
    to: 'const answered = (_error?: unknown) => undefined;',
    tests: model('fleet'),
  },
  {
    rule: '10. nothing is concluded from an answer that did not come',
    file: 'workflows/shared/lifecycle.ts',
    from: 'const { type, message, action } = it;',
    to: "const { type, message, action } = it; if (!isFailureType(type)) return { ...memory, seen: 'GONE' };",
    tests: SIMULATION,
  },
  {
    rule: '11. what a Delete led to is unknown until a look says so',
    file: 'workflows/shared/sent-change.ts',
    from: '  if (sent === undefined || readAt >= settlesAt(sent)) return false;',
    to: '  if (sent === undefined || readAt > 0) return false;',
    tests: SIMULATION,
  },
  {
    rule: "12. tags that can't be read protect",
    file: 'workflows/model/apply-event.ts',
    from: 'return tags ? tookTags(request, after, tags) : after;',
    to: 'return tookTags(request, after, tags ?? { model: {}, project: {} });',
    tests: SIMULATION,
  },
  {
    rule: '12. tags that are not found protect a model that is',
    file: 'activities/model/read-tags.ts',
    from: 'if (model.value === undefined || project.value === undefined) throw vanished(projectVersionArn);',
    to: 'if (!model.value || !project.value) return { ...described.value, tags: { model: {}, project: {} } };',
    tests: [...model('protection'), 'test/activities/model/absence.test.ts'],
  },
  {
    rule: '12. nothing is deleted that is protected',
    file: 'workflows/model/next-step.ts',
    from: "if (guards !== 'fresh') return { step: 'checkGuards' };",
    to: '',
    tests: SIMULATION,
  },
  {
    rule: '13. nothing is deleted after a restore',
    file: 'workflows/model/next-step.ts',
    from: "if (facts.restore !== 'none') return restoreStep(model, facts.restore);",
    to: '',
    tests: SIMULATION,
  },
  {
    rule: '13. a run that is ending accepts nothing',
    file: 'workflows/shared/lifecycle.ts',
    from: "return cancelled || late ? 'ending' : 'active';",
    to: "return 'active';",
    tests: SIMULATION,
  },
  {
    rule: '13. what is kept is kept for as long as it was said',
    file: 'workflows/model/state.ts',
    from: "return now < holdUntil ? 'running' : 'over';",
    to: "return 'over';",
    tests: SIMULATION,
  },
  {
    rule: '14. a read from before a change is not believed',
    file: 'workflows/model/next-action.ts',
    from: '(mayBeLate(sent, seen.status, memory.readSince) && concludes(ask, memory))',
    to: 'false',
    tests: SIMULATION,
  },
  {
    rule: '14. an answer that comes late may hold what was read long before it',
    file: 'workflows/model/apply-event.ts',
    from: 'const readAt = askedAt ?? now;',
    to: 'const readAt = Math.max(askedAt ?? 0, now);',
    tests: SIMULATION,
  },
  {
    rule: '14. no change is sent after its run has ended',
    file: 'workflows/shared/call-activity.ts',
    from: '  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,\n',
    to: '',
    tests: ['test/workflows/model/changes-in-flight.e2e.ts'],
  },
  {
    rule: '15. use is a veto',
    file: 'workflows/model/next-step.ts',
    from: "if (isReclaimed(model.status, facts)) return { step: 'end', outcome: 'reclaimed' };",
    to: '',
    tests: SIMULATION,
  },
  {
    rule: '15. what a sweep selected in another status is left',
    file: 'workflows/model/next-action.ts',
    from: "if (untouched && step.step !== 'refuse' && selectedIn",
    to: "if (untouched && step.step === 'refuse' && selectedIn",
    tests: SIMULATION,
  },
  {
    rule: '16. no denial ends a run that has changed something',
    file: 'workflows/shared/lifecycle.ts',
    from: 'return isFailureType(type) && !memory.changed',
    to: 'return isFailureType(type)',
    tests: SIMULATION,
  },
  {
    rule: 'a new version meets the commands that an old one has recorded',
    file: 'workflows/shared/run-loop.ts',
    from: '      const scope = new CancellationScope();\n      doing',
    to: '      await condition(() => false, 1000);\n      const scope = new CancellationScope();\n      doing',
    tests: ['test/histories/replay.test.ts'],
  },
];
