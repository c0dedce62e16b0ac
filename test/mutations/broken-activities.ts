// How each safety rule that activities, records and the worker keep is broken on purpose: see mutations.ts.
import { model, type Mutation } from './mutation.js';

export const BROKEN_ACTIVITIES: readonly Mutation[] = [
  {
    rule: '1. the exact ARN: a model is identified by its name',
    file: 'activities/model/describe-model.ts',
    from: 'const model = versions.get(arn);',
    to: 'const [model] = versions.values();',
    tests: model('interference'),
  },
  {
    rule: '6. the record: an object that is there already counts as the record',
    file: 'records/write-record.ts',
    from: 'if (found !== undefined && parseRecord(found, arn)) return location;',
    to: 'if (found !== undefined) return location;',
    tests: ['test/records/records.e2e.ts'],
  },
  {
    rule: '10. only an answer of S3 acknowledges a record',
    file: 'records/s3-answers.ts',
    from: "headers['etag'] !== undefined ? undefined : 'without an ETag'",
    to: "headers['etag'] !== undefined ? undefined : undefined",
    tests: ['test/records/records.e2e.ts'],
  },
  {
    rule: '2. a fresh look: a call is sent however old the look is that it rests on',
    file: 'activities/aws/basis.ts',
    from: 'return Math.abs(now - readAt) > BASIS_GOOD_FOR_MS ? 0 : Math.min(readAt, now) + BASIS_GOOD_FOR_MS;',
    to: 'return Infinity;',
    tests: model('old-looks'),
  },
  {
    rule: '7. a cancel before Delete: a change is sent while the run has not handled it',
    file: 'activities/aws/answer-to-change.ts',
    from: 'await checkMessagesHandled();',
    to: 'if (Date.now() < 0) await checkMessagesHandled();',
    tests: model('unhandled-messages'),
  },
  {
    rule: '14. what may have been carried out: the first attempt after a reset counts as the very first',
    file: 'activities/aws/attempts-in-a-row.ts',
    from: 'return attempt === 1 && currentAttemptScheduledTimestampMs === scheduledTimestampMs;',
    to: 'return attempt === 1 && currentAttemptScheduledTimestampMs >= scheduledTimestampMs;',
    tests: ['test/activities/aws/attempts-reset.test.ts'],
  },
  {
    rule: '11. nothing is gone by an answer about another account: an endpoint that the SDK ignores is believed',
    file: 'worker/foreign-endpoint.ts',
    from: 'if (!rekognition.config.isCustomEndpoint || AWS_HOST.test(url.hostname)) return false;',
    to: "if (!process.env['AWS_ENDPOINT_URL_REKOGNITION'] || url.hostname === '') return false;",
    tests: ['test/worker/foreign-endpoint.test.ts'],
  },
  {
    rule: '4. both features are asked for',
    file: 'activities/project/project-page.ts',
    from: 'Features: [...FEATURES] }',
    to: "Features: ['CUSTOM_LABELS' as const] }",
    tests: model('every-status'),
  },
  {
    rule: '9. within the share of the quota',
    file: 'activities/aws/call.ts',
    from: 'const answered = await limits.turn(action, inLine, first);',
    to: 'const answered = (_error?: unknown) => undefined;',
    tests: model('fleet'),
  },
  {
    rule: '12. tags that are not found protect a model that is',
    file: 'activities/model/read-tags.ts',
    from: 'if (model.value === undefined || project.value === undefined) throw vanished(projectVersionArn);',
    to: 'if (!model.value || !project.value) return { ...described.value, tags: { model: {}, project: {} } };',
    tests: [...model('protection'), 'test/activities/model/absence.test.ts'],
  },
];
