import type { GetMetricDataCommandInput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { LocatedModel } from '../contract/activities.js';
import type { Traffic } from '../contract/model.js';
import type { AwsAccess } from './aws-access.js';
import { callAws } from './call-aws.js';
import { modelOf } from './model-arn.js';

const WINDOW_MS = 3_600_000;

/**
 * What CloudWatch shows of a model's use in the last hour. Its metrics are of names, not ARNs, and those of calls are
 * of the whole account and Region ("Monitoring Rekognition with Amazon CloudWatch", Rekognition Developer Guide).
 */
export function readTraffic(aws: AwsAccess, { projectVersionArn }: LocatedModel): Promise<Traffic> {
  const query = queryOf(modelOf(projectVersionArn), Date.now());
  return callAws(aws, 'cloudwatch:GetMetricData', projectVersionArn, async (http) => {
    const { paginateGetMetricData } = await import('@aws-sdk/client-cloudwatch');
    const client = await aws.cloudwatch();
    const results: MetricDataResult[] = [];
    for await (const page of paginateGetMetricData({ client }, query, http)) {
      results.push(...(page.MetricDataResults ?? []));
    }
    const [latest = 0] = valuesOf('units', results);
    return { unitsInService: latest, detections: valuesOf('detections', results).reduce((a, b) => a + b, 0) };
  });
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
  if (status !== 'Complete') throw new Error(`the data of ${id} came with the status ${status}`);
  return pages.flatMap(({ Values }) => Values ?? []);
}
