import { ApiError } from './errors.js';
import { isOf, type Context } from './context.js';
import { statusAt } from './timeline.js';

interface MetricDataQuery {
  readonly Id: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace?: string;
      readonly MetricName?: string;
      readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
    };
    /** Seconds. */
    readonly Period: number;
  };
}

interface GetMetricDataInput {
  readonly MetricDataQueries: readonly MetricDataQuery[];
  /** Epoch seconds, as is `EndTime`. */
  readonly StartTime: number;
  readonly EndTime: number;
  readonly ScanBy?: 'TimestampDescending' | 'TimestampAscending' | null;
}

/**
 * CloudWatch's GetMetricData, for the two metrics that show whether a model is used ("Monitoring Rekognition with
 * Amazon CloudWatch", Rekognition Developer Guide). Of any other metric there is no data, which is no error there.
 */
export function getMetricData(context: Context, input: GetMetricDataInput) {
  const { MetricDataQueries, StartTime, EndTime, ScanBy } = input;
  if (StartTime >= EndTime) {
    throw new ApiError('ValidationError', 'The parameter StartTime must be less than the parameter EndTime.');
  }
  const MetricDataResults = MetricDataQueries.map((query) => {
    const points = pointsOf(context, query, StartTime, Math.min(EndTime, context.now / 1000));
    if (ScanBy !== 'TimestampAscending') points.reverse();
    return {
      Id: query.Id,
      Label: query.MetricStat?.Metric.MetricName,
      Timestamps: points.map(({ at }) => at),
      Values: points.map(({ value }) => value),
      StatusCode: 'Complete',
    };
  });
  return { MetricDataResults, Messages: [] };
}

interface Point {
  /** Epoch seconds. */
  readonly at: number;
  readonly value: number;
}

function pointsOf(
  context: Context,
  { MetricStat: stat }: MetricDataQuery,
  from: number,
  to: number,
): Point[] {
  if (stat?.Metric.Namespace !== 'AWS/Rekognition') return [];
  const points: Point[] = [];
  const { Period: period } = stat;
  for (let at = Math.floor(from / period) * period; at < to; at += period) {
    const value = valueAt(context, stat.Metric, at * 1000, (at + period) * 1000);
    if (value !== undefined) points.push({ at, value });
  }
  return points;
}

type Metric = NonNullable<MetricDataQuery['MetricStat']>['Metric'];

/** Undefined where there is no datapoint. */
function valueAt(context: Context, metric: Metric, from: number, to: number): number | undefined {
  const dimensions = Object.fromEntries((metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  switch (metric.MetricName) {
    case 'InServiceInferenceUnits':
      return unitsInService(context, dimensions['ProjectName'], dimensions['VersionName'], to);
    case 'SuccessfulRequestCount':
      return dimensions['Operation'] === 'DetectCustomLabels' ? detections(context, from, to) : undefined;
    default:
      return undefined;
  }
}

/** By names, as in CloudWatch: a model that was created again shares them with the one before. */
function unitsInService(
  { store, accountId, region, now }: Context,
  projectName: string | undefined,
  versionName: string | undefined,
  periodEnd: number,
): number | undefined {
  const at = Math.min(periodEnd, now);
  const running = [...store.versions.values()].find(
    (it) =>
      it.name === versionName &&
      isOf(it.arn, accountId, region) &&
      store.projects.get(it.projectArn)?.name === projectName &&
      statusAt(it.timeline, at) === 'RUNNING',
  );
  return running && (running.minInferenceUnits ?? 1);
}

function detections({ store, region }: Context, from: number, to: number): number | undefined {
  const calls = store.detections.filter((it) => it.region === region && it.at >= from && it.at < to);
  return calls.length === 0 ? undefined : calls.reduce((sum, { count }) => sum + count, 0);
}
