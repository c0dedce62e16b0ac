import * as fc from 'fast-check';

const ARN = 'arn:aws:rekognition:eu-west-1:111122223333:project/shelves/version/v1/1690556751958';
const GOOD =
  /^arn:[a-z\d-]+:rekognition:[a-z\d-]+:\d{12}:project\/[\w.-]{1,255}\/version\/[\w.-]{1,255}\/\d+$/;

/** A good ARN with something cut out of it or put into it. */
const damagedArn = fc
  .tuple(fc.nat(ARN.length - 1), fc.nat(5), fc.string({ maxLength: 4, unit: 'grapheme' }))
  .map(([at, cut, put]) => ARN.slice(0, at) + put + ARN.slice(at + cut))
  .filter((arn) => !GOOD.test(arn));

const malformedArn = fc.oneof(
  damagedArn,
  fc.string().filter((text) => !GOOD.test(text)),
  fc.constant(`${ARN.slice(0, -1)}${'1'.repeat(2048)}`),
);
const notText = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.jsonValue()));
const badDuration = fc.oneof(
  fc.constantFrom('', '0s', '1', 's', '-1h', '1.5h', '1 h', '1H', '1h30m', 'PT1H', '4000d', '9999999999s'),
  fc.integer(),
);

/** Inputs of every shape that JSON can have, none of them a teardown request. */
export const MALFORMED_INPUT: fc.Arbitrary<unknown> = fc.oneof(
  malformedArn,
  notText,
  fc.constant(undefined),
  fc.record({ projectVersionArn: fc.oneof(malformedArn, notText) }),
  fc.record({ projectVersionArn: fc.constant(ARN), deadline: badDuration }),
  fc.record({
    projectVersionArn: fc.constant(ARN),
    ifRunning: fc.string().filter((it) => it !== 'stop' && it !== 'fail'),
  }),
  fc.record({
    projectVersionArn: fc.constant(ARN),
    ifTraining: fc.string().filter((it) => it !== 'wait' && it !== 'fail'),
  }),
  fc.record({ projectVersionArn: fc.constant(ARN), dryRun: fc.oneof(fc.string(), fc.integer()) }),
  fc.record({ projectVersionArn: fc.constant(ARN), projectArn: fc.oneof(malformedArn, fc.constant(ARN)) }),
  fc
    .tuple(fc.stringMatching(/^[a-z_]{1,20}$/), fc.jsonValue())
    .filter(([field]) => field !== 'reason' && field !== 'deadline')
    .map(([field, value]) => ({ projectVersionArn: ARN, [field]: value })),
);
