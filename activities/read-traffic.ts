import type { GetMetricDataCommandInput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { LocatedModel } from '../contract/activities.js';
import type { Traffic } from '../contract/model.js';
import { given } from '../contract/given.js';
import { NoAnswer } from './answer-gate.js';
import type { AwsAccess } from './aws-access.js';
import { failureOf } from './aws-errors.js';
import { list } from './list.js';
import { modelOf } from './model-arn.js';
import { ALL } from './names-to-ask-for.js';

const WINDOW_MS = 3_600_000;

/**
 * What CloudWatch shows of a model's use in the last hour. Its metrics are of names, not ARNs, and those of calls are
 * of the whole account and Region ("Monitoring Rekognition with Amazon CloudWatch", Rekognition Developer Guide).
 */
export async function readTraffic(aws: AwsAccess, { projectVersionArn }: LocatedModel): Promise<Traffic> {
  const query = queryOf(modelOf(projectVersionArn), Date.now());
  const action = 'cloudwatch:GetMetricData';
  const listed = await list(aws, {
    action,
    what: projectVersionArn,
    key: `${projectVersionArn} ${query.EndTime?.getTime()}`,
    name: ALL,
    ask: async ({ NextToken }, http) => {
      const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
      const client = await aws.cloudwatch();
      const page = await client.send(new GetMetricDataCommand({ ...query, ...given({ NextToken }) }), http);
      return { items: page.MetricDataResults ?? [], next: page.NextToken };
    },
  });
  const results = listed === 'unknown' ? [] : listed.items;
  try {
    const [latest = 0] = valuesOf('units', results);
    return { unitsInService: latest, detections: valuesOf('detections', results).reduce((a, b) => a + b, 0) };
  } catch (error) {
    throw failureOf(action, projectVersionArn, error);
  }
}

function queryOf(
  { projectName, versionName }: { readonly projectName: string; readonly versionName: string },
  now: number,
): GetMetricDataCommandInput {
  const metric = (MetricName: string, dimensions: Readonly<Record<string, string>>) => ({
    Namespace: 'AWS/Rekognition',
    MetricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  });
  const units = metric('InServiceInferenceUnits', { ProjectName: projectName, VersionName: versionName });
  const calls = metric('SuccessfulRequestCount', { Operation: 'DetectCustomLabels' });
  return {
    StartTime: new Date(now - WINDOW_MS),
    EndTime: new Date(now),
    ScanBy: 'TimestampDescending',
    MetricDataQueries: [
      { Id: 'units', MetricStat: { Metric: units, Period: 60, Stat: 'Average' } },
      { Id: 'detections', MetricStat: { Metric: calls, Period: 60, Stat: 'Sum' } },
    ],
  };
}

/** Over all pages. A page but the last may be `PartialData`; an answer that ends so must not pass for no traffic. */
function valuesOf(id: string, results: readonly MetricDataResult[]): number[] {
  const pages = results.filter(({ Id }) => Id === id);
  const status = pages.at(-1)?.StatusCode;
  if (status !== 'Complete') throw new NoAnswer(`the data of ${id} came with the status ${status}`);
  return pages.flatMap(({ Values }) => Values ?? []);
}
