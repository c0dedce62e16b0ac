#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startEmulator, type Emulator } from './emulator.js';

const HELP = `Amazon Rekognition's control plane for custom models, on this machine.

  rekognition-emulator [--port N] [--speed N] [--calls-per-second N]

  --port              default: any free port
  --speed             how many times faster than AWS it trains, starts, stops and deletes (default 1)
  --calls-per-second  quota of each operation; AWS allows 5 (default: no limit)

It starts with a project of three models: one that runs, one that trains and one that is stopped.
Point a client at it with AWS_ENDPOINT_URL_REKOGNITION; any credentials will do.
Tests add models and faults over HTTP: see its README.`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    speed: { type: 'string', default: '1' },
    'calls-per-second': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(HELP);
} else {
  const quota = values['calls-per-second'];
  const emulator = await startEmulator({
    port: numberOf('port', values.port),
    speed: numberOf('speed', values.speed),
    ...(quota === undefined ? {} : { callsPerSecond: numberOf('calls-per-second', quota) }),
  });
  const models = await addModels(emulator);
  for (const [status, arn] of models) console.log(`${status.padEnd(20)} ${arn}`);
  console.log(`emulator: Rekognition at ${emulator.url}`);
}

async function addModels(emulator: Emulator): Promise<(readonly [string, string])[]> {
  const projectArn = await emulator.addProject({ name: 'shelf-monitor' });
  const output = { S3Bucket: 'training-output', S3KeyPrefix: 'shelf-monitor' };
  const day = 86_400_000;
  const trained = (daysAgo: number, f1: number) => ({
    createdAt: Date.now() - (daysAgo + 0.1) * day,
    described: {
      TrainingEndTimestamp: (Date.now() - daysAgo * day) / 1000,
      EvaluationResult: { F1Score: f1 },
      OutputConfig: output,
    },
  });
  const seeds = [
    { name: 'v1', status: 'RUNNING', minInferenceUnits: 2, ...trained(90, 0.91) },
    { name: 'v2', status: 'STOPPED', ...trained(30, 0.88) },
    { name: 'v3', status: 'TRAINING_IN_PROGRESS', described: { OutputConfig: output } },
  ];
  const models: (readonly [string, string])[] = [];
  for (const seed of seeds) models.push([seed.status, await emulator.addModel({ projectArn, ...seed })]);
  return models;
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) {
    console.error(`emulator: --${option} must be a number; got "${text}"`);
    process.exit(2);
  }
  return number;
}
