import type { ListedModel } from '../../contract/activities.js';
import type { ProjectArn, ProjectVersionArn } from '../../contract/arn.js';
import type { Tags } from '../../contract/model/description.js';
import type { SweepRequest } from '../../contract/sweep/request.js';
import type { SweepRow } from '../../contract/sweep/result.js';
import { ask } from '../shared/call-activity.js';
import { selectModels, type Circumstances, stateByTags, type SweptProject } from './selection.js';
import type { SweepEvent } from './state.js';

/** Lists the models of a project, and selects those to tear down by the rules of the request and by their tags. */
export async function lookInto(
  request: SweepRequest,
  { projectArn }: SweptProject,
  { inProgress, own }: Pick<Circumstances, 'inProgress'> & { readonly own: ReadonlySet<ProjectVersionArn> },
): Promise<SweepEvent> {
  const models = await ask('listModels', 'List the models', projectArn);
  const listedAt = Date.now();
  const isOwn = ({ projectVersionArn }: ListedModel) => own.has(projectVersionArn);
  const chosen = selectModels(models, request, { now: listedAt, inProgress }).filter((it) => !isOwn(it));
  const selected = chosen.filter((model) => model.state === 'selected');
  const arns = selected.map(({ projectVersionArn }) => projectVersionArn);
  const [modelTags, projectTags] = await tagsOf(projectArn, arns);
  // The statuses of models that are being torn down have changed, so that the rules may no longer select them.
  const running = models.filter(isOwn).map((model): SweepRow => ({ ...model, projectArn, state: 'running' }));
  const rows = chosen.flatMap((model): SweepRow[] => {
    const decided =
      model.state === 'selected'
        ? stateByTags(request, modelTags[model.projectVersionArn], projectTags)
        : model.state;
    return decided ? [{ ...model, projectArn, state: decided }] : [];
  });
  const all = [...running, ...rows];
  return { event: 'seen', project: projectArn, lookedAt: models.length, listedAt, rows: all };
}

async function tagsOf(
  project: ProjectArn,
  models: readonly ProjectVersionArn[],
): Promise<readonly [Readonly<Record<string, Tags>>, (Tags | undefined)?]> {
  if (models.length === 0) return [{}];
  return Promise.all([
    ask('readModelTags', `Tags of ${models.length} models`, models),
    ask('readProjectTags', 'Tags of the project', project),
  ]);
}
