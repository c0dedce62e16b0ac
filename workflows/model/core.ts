import type { TeardownProgress } from '../../contract/model/progress.js';
import type { TeardownRequest } from '../../contract/model/request.js';
import type { TeardownResult } from '../../contract/model/result.js';
import { DESCRIPTIONS, progressQuery } from '../shared/messages.js';
import { limitsOfRun } from '../shared/reminder-plan.js';
import type { Core } from '../shared/run-core.js';
import { take, type Event } from './apply-event.js';
import { begin } from './begin-action.js';
import { answerTo, canBeKept, decided, rejectionReason, wasNeverAccepted } from './decision-rules.js';
import { detailsOf } from './details.js';
import { interrupts, next, type Ask } from './next-action.js';
import { graceLimit, newsOfEnd, progressOf, resultOf } from './progress.js';
import type { Memory } from './state.js';

/** The types of a model's teardown. */
export interface Model {
  memory: Memory;
  ask: Ask;
  event: Event;
  progress: TeardownProgress;
  result: TeardownResult;
}

/** Creates the pure core of a teardown with these terms. */
export function coreOf(request: TeardownRequest): Core<Model> {
  return {
    next: (memory, now) => next(request, memory, now),
    begin,
    take: (memory, event, now) => take(request, memory, event, now),
    interrupts,
    interrupted: ({ ask: what }, isUnsent) =>
      what === 'send' ? { event: 'answer', answer: isUnsent ? 'unsent' : 'none' } : { event: 'woken' },
    terms: request,
    progressOf: (memory, now) => progressOf(request, memory, now),
    detailsOf,
    progressQuery,
    searched: request,
    modelStatusOf: ({ status }) => status,
    resultOf: (memory, asked, now) =>
      asked.ask === 'end' ? resultOf(request, memory, asked.outcome, asked.plan, now) : undefined,
    eventSubject: { projectVersionArn: request.projectVersionArn },
    limitsOf: (memory) => [...limitsOfRun('teardown', request, memory), ...graceLimit(memory)],
    newsOfEnd,
    decisions: {
      subject: request.projectVersionArn,
      updates: DESCRIPTIONS.decisions,
      rejectionReason: (memory, decision, input) =>
        rejectionReason(decision, request, memory, Date.now(), input),
      canBeKept: (memory, decision) => canBeKept(decision, request, memory),
      wasNeverAccepted: (memory, decision) => wasNeverAccepted(decision, request, memory),
      decide: (memory, decision, input) => decided(memory, decision, input, Date.now()),
      answer: (memory, decision) => answerTo(decision, request, memory),
    },
  };
}
