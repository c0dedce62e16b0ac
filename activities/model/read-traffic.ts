import type { GetMetricDataCommandInput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { LocatedModel } from '../../contract/activities.js';
import type { Traffic } from '../../contract/model/description.js';
import { omitUndefined } from '../../contract/omit-undefined.js';
import type { AwsAccess } from '../aws/access.js';
import { NoAnswer } from '../aws/answer-gate.js';
import { failureOf } from '../aws/errors.js';
import { list } from '../aws/list.js';
import { ALL } from '../aws/names-to-ask-for.js';
import { modelOf } from './model-arn.js';

const WINDOW_MS = 3_600_000;

/**
 * Reads a model's use in the last hour from CloudWatch. Its metrics have names, not ARNs, and the metrics of calls are
 * per account and Region ("Monitoring Rekognition with Amazon CloudWatch", Rekognition Developer Guide).
 */
export async function readTraffic(aws: AwsAccess, { projectVersionArn }: LocatedModel): Promise<Traffic> {
  const model = modelOf(projectVersionArn);
  let query: GetMetricDataCommandInput | undefined;
  const action = 'cloudwatch:GetMetricData';
  const listed = await list(aws, {
    action,
    what: projectVersionArn,
    key: `${projectVersionArn} ${Date.now()}`,
    name: ALL,
    ask: async ({ NextToken }, http) => {
      const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
      const client = await aws.cloudwatch();
      // By AWS's clock, to which the SDK adjusts signatures. By a wrong clock, the last hour might show no use. Pages continue
      // the query of the first.
      const begin = () => trafficQueryOf(model, Date.now() + client.config.systemClockOffset);
      query = query === undefined || NextToken === undefined ? begin() : query;
      const page = await client.send(
        new GetMetricDataCommand({ ...query, ...omitUndefined({ NextToken }) }),
        http,
      );
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

/** Returns the question for the inference units of a model, and for the calls of the account and Region. */
export function trafficQueryOf(
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

/** Reads all pages. Pages before the last may be `PartialData`; an answer that ends so must not count as no traffic. */
function valuesOf(id: string, results: readonly MetricDataResult[]): number[] {
  const pages = results.filter(({ Id }) => Id === id);
  const status = pages.at(-1)?.StatusCode;
  if (status !== 'Complete') throw new NoAnswer(`GetMetricData returned ${id} with the status ${status}`);
  return pages.flatMap(({ Values }) => Values ?? []);
}
