// Events as sentences.
import { html, json, nothing, strikes, taskLink } from './parts.js';

const quote = (text) => (text ? html`<q class="said">${text}</q>` : nothing);
const piece = (event) => html`<b>${event.name}</b>${event.revision > 1 ? ` (revision ${event.revision})` : ''}`;
const failed = (event) => html`<code>${event.failure.code}</code> ${quote(event.failure.message)}`;
const VERDICTS = { ACCEPTED: 'accepted', CHANGES_REQUESTED: 'asked for changes of' };

/** @type {Record<string, (event: any, store: any) => unknown>} */
const SENTENCES = {
  AgentRegistered: () => 'was registered',
  AgentUpdated: () => 'was changed',
  AgentCameOnline: () => 'came online',
  AgentWentOffline: () => 'went offline',
  AgentRetired: () => 'was retired',
  AgentRelieved: () => 'was relieved of a task',
  TaskDelegated: () => 'delegated it',
  TaskQueued: () => 'put it into the queue',
  TaskClaimed: (e) => (e.attemptNumber > 1 ? `claimed it, attempt ${e.attemptNumber}` : 'claimed it'),
  LeaseRenewed: () => 'renewed the lease',
  ProgressReported: (e) => html`is at ${e.percent} %${e.milestone ? html`: <b>${e.milestone}</b>` : nothing} ${quote(e.message)}`,
  DeliverableSubmitted: (e) => html`handed in ${piece(e)}${e.late ? ', too late' : ''}`,
  DeliverableReviewed: (e) => html`${VERDICTS[e.review] ?? e.review} ${piece(e)} ${quote(e.remark)}`,
  DeliverableAdopted: (e) => html`adopted ${piece(e)} ${quote(e.remark)}`,
  TaskSubmittedForReview: () => 'asked for a review',
  TaskCompleted: () => 'completed it',
  TaskDeclined: (e) => html`declined it ${quote(e.why)}`,
  TaskReleased: (e) => html`gave it back ${quote(e.reason)}`,
  InputRequested: (e) => html`asked ${quote(e.question)}`,
  InputProvided: (e) => html`answered ${quote(json(e.answer))}`,
  TaskHandedOff: (e, store) => html`handed it to <b>${store.who(e.handedTo)}</b> ${quote(e.note)}`,
  TaskRetried: (e) => html`gave it another chance ${quote(e.note)}`,
  TaskChangesRequested: (e) => html`sent it back ${quote(e.asked)}`,
  AttemptFailed: (e) => html`failed, strike ${e.strikes}: ${failed(e)}`,
  LeaseExpired: (e) => `noticed that its agent fell silent, strike ${e.strikes}`,
  TaskDeadLettered: (e) => html`gave up after ${strikes(e.strikes)}: ${failed(e)}`,
  TaskFailed: (e) => html`ended it: ${failed(e)}`,
  TaskCanceled: (e) => html`canceled it ${quote(e.reason)}`,
  SubtasksSettled: (e) => `noticed that its parts have ended: ${e.completed} completed, ${e.notCompleted} otherwise`,
};

/** @param {boolean} named whether to say which task it is about */
export function tell(event, store, named) {
  const sentence = SENTENCES[event.__typename]?.(event, store) ?? event.__typename;
  const subject = event.agentId ?? event.actor;
  return html`<b class="who">${store.who(subject)}</b> ${sentence}
    ${named && event.task ? html`<span class="about">${taskLink({ ...event.task, state: event.state })}</span>` : nothing}`;
}
