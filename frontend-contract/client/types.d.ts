// Written by ../test/generate.js; do not edit by hand.
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment, as ISO 8601 text with an offset. */
  DateTime: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: any; output: any; }
  /** A whole number of up to 64 bits. */
  Long: { input: number; output: number; }
  /** An absolute URL. */
  Url: { input: string; output: string; }
};

/** A fact about an agent. */
export type AgentEvent = {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The agent as it is now, which may be later than the event. */
  agent?: Maybe<Agent>;
  /** The id of the agent it is about. */
  agentId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** One fact in the workspace's append-only log. */
export type Event = {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** An object with an id of its own. */
export type Node = {
  /** A typed id: it says what it names, and sorts by the moment of creation. */
  id: Scalars['ID']['output'];
};

/** Why a mutation was refused. It has changed nothing. */
export type Problem = {
  /** A stable name for programs, for instance LEASE_LOST. */
  code: Scalars['String']['output'];
  /** A sentence for people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
};

/** A fact about a task. */
export type TaskEvent = {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** The adopted deliverable. */
export type AdoptDeliverablePayload = {
  /** The deliverable, ACCEPTED now; null when there are problems. */
  deliverable?: Maybe<Deliverable>;
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
};

/** A registered worker or manager. */
export type Agent = Node & {
  /** What it can do; a task names those it needs. */
  capabilities: Array<Scalars['String']['output']>;
  /** When it was registered. */
  createdAt: Scalars['DateTime']['output'];
  /** What it signs in with, the newest first, the revoked ones too; at most 100. For administrators. */
  credentials: Array<AgentCredential>;
  /** What it handed in, the newest first. */
  deliverables: DeliverableConnection;
  /** The name that people see. */
  displayName: Scalars['String']['output'];
  /** The part of the organisation it works for. */
  division?: Maybe<Scalars['String']['output']>;
  /** A short name, unique in the workspace, for instance neon-integrator. */
  handle: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** What it is in its team. */
  kind: AgentKind;
  /** When it was last heard from, to within ten seconds; null before the first time. */
  lastSeenAt?: Maybe<Scalars['DateTime']['output']>;
  /** How many tasks it may hold at once. */
  maxConcurrentTasks: Scalars['Int']['output'];
  /** The model it runs on. */
  model?: Maybe<Scalars['String']['output']>;
  /** Whether it can be counted on now. */
  presence: AgentPresence;
  /** The agents that report to it, but for retired ones. */
  reports: AgentConnection;
  /** Its manager, or null at the top of a tree. */
  reportsTo?: Maybe<Agent>;
  /** What it may use of a machine. */
  resources: AgentResources;
  /** When it was retired; null for an agent that is not. */
  retiredAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its work over a time, derived from the log about a second after it happened. */
  stats: WorkStats;
  /** The tasks it is the assignee of, the newest first. */
  tasks: TaskConnection;
  /** What it has at hand. */
  tools: Array<Scalars['String']['output']>;
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
};


/** A registered worker or manager. */
export type AgentDeliverablesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A registered worker or manager. */
export type AgentReportsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A registered worker or manager. */
export type AgentStatsArgs = {
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
};


/** A registered worker or manager. */
export type AgentTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TaskFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** An agent was heard from after a silence. */
export type AgentCameOnline = AgentEvent & Event & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The agent as it is now, which may be later than the event. */
  agent?: Maybe<Agent>;
  /** The id of the agent it is about. */
  agentId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** A page of agents. */
export type AgentConnection = {
  /** The agents with their cursors. */
  edges: Array<AgentEdge>;
  /** The agents. */
  nodes: Array<Agent>;
  /** Where the page lies. */
  pageInfo: PageInfo;
  /** How many there are in all; counted only when selected. */
  totalCount: Scalars['Long']['output'];
};

/** What an agent signs in with at POST /oauth2/token. */
export type AgentCredential = {
  /** What to give as the client id. */
  clientId: Scalars['String']['output'];
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** The subject of the caller who made it. */
  createdBy: Scalars['String']['output'];
  /** Until when the secret before the present one is good too; null where there was none. */
  previousGoodUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Since when it is good for nothing; null for one that is good. */
  revokedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The subject of the caller who revoked it, or null. */
  revokedBy?: Maybe<Scalars['String']['output']>;
  /** When it got its present secret; null where that is its first. */
  rotatedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** An agent and its place in the list. */
export type AgentEdge = {
  /** Its place. */
  cursor: Scalars['String']['output'];
  /** The agent. */
  node: Agent;
};

/** An agent was registered. */
export type AgentRegistered = AgentEvent & Event & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The agent as it is now, which may be later than the event. */
  agent?: Maybe<Agent>;
  /** The id of the agent it is about. */
  agentId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** Its handle. */
  handle: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** What it is in its team. */
  kind: AgentKind;
  /** Its manager's id, or null. */
  reportsToId?: Maybe<Scalars['ID']['output']>;
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** A task that an agent had was handed on: what TaskHandedOff says of the task, for who follows the agent that it left. */
export type AgentRelieved = AgentEvent & Event & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The agent as it is now, which may be later than the event. */
  agent?: Maybe<Agent>;
  /** The id of the agent it is about. */
  agentId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The id of the task that it had. */
  handedTaskId: Scalars['ID']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
  /** The id of the agent that has the task now. */
  toAgentId: Scalars['ID']['output'];
};

/** What an agent may use of a machine. */
export type AgentResources = {
  /** CPU shares, 1024 to a core; null where nobody said. */
  cpuShares?: Maybe<Scalars['Int']['output']>;
  /** Memory in MiB; null where nobody said. */
  memoryMiB?: Maybe<Scalars['Int']['output']>;
};

/** An agent was retired: it does nothing any more. */
export type AgentRetired = AgentEvent & Event & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The agent as it is now, which may be later than the event. */
  agent?: Maybe<Agent>;
  /** The id of the agent it is about. */
  agentId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** An agent was changed. */
export type AgentUpdated = AgentEvent & Event & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The agent as it is now, which may be later than the event. */
  agent?: Maybe<Agent>;
  /** The id of the agent it is about. */
  agentId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** What it is in its team now. */
  kind: AgentKind;
  /** Its manager's id now, or null. */
  reportsToId?: Maybe<Scalars['ID']['output']>;
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** Nothing was heard from an agent for 60 seconds, or it was retired. */
export type AgentWentOffline = AgentEvent & Event & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The agent as it is now, which may be later than the event. */
  agent?: Maybe<Agent>;
  /** The id of the agent it is about. */
  agentId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** When it was last heard from, to within ten seconds. */
  lastSeenAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** What became of a piece. */
export type AppendOutputPayload = {
  /** Whether it was taken, now or before. False also while there is nowhere to keep it: go on working, and send it again with the same index, or go on with that index. */
  kept: Scalars['Boolean']['output'];
  /** The number that the next piece must have, null while that is not known. It is 1 again when what was kept of the attempt is lost. */
  next?: Maybe<Scalars['Long']['output']>;
  /** Why it was refused; empty when it was not. */
  problems: Array<Problem>;
};

/** One agent's try at a task. */
export type Attempt = Node & {
  /** Who tries. */
  agent: Agent;
  /** When the try ended, or null. */
  endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What went wrong, or null. */
  error?: Maybe<TaskFailure>;
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** When the lease runs out unless it is renewed; null after the end. */
  leaseExpiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Counts the tries at the task, from 1. */
  number: Scalars['Int']['output'];
  /** How it ended, or null. */
  outcome?: Maybe<AttemptOutcome>;
  /** When the task was claimed. */
  startedAt: Scalars['DateTime']['output'];
};

/** An attempt ended badly, and the task will be tried again. */
export type AttemptFailed = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that tries. */
  agentId: Scalars['ID']['output'];
  /** The id of the attempt. */
  attemptId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** Why. */
  failure: TaskFailure;
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** When it is offered again. */
  notBefore: Scalars['DateTime']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** How many attempts have ended badly now. */
  strikes: Scalars['Int']['output'];
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** What is on record of one attempt. */
export type AuditRecord = {
  /** The subject of the caller's token, or of the client that signed in. */
  actor: Scalars['String']['output'];
  /** The network address that it came from. */
  address?: Maybe<Scalars['String']['output']>;
  /** What it was called with. Secrets and tokens are left out, long texts and lists cut. */
  arguments?: Maybe<Scalars['JSON']['output']>;
  /** When it began. */
  at: Scalars['DateTime']['output'];
  /** When it ended; null where the outcome is unknown. */
  endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Names the record in the log of a node. */
  id: Scalars['String']['output'];
  /** What kind of attempt. */
  kind: AuditKind;
  /** The mutation's field, for instance delegateTask, or the grant type of a sign-in. What was refused before it began may name a field that there is not. */
  operation: Scalars['String']['output'];
  /** What came of it. */
  outcome: AuditOutcome;
  /** The codes of the problems, or of the error, that kept it from being done. */
  reasons: Array<Scalars['String']['output']>;
  /** The request that it came with: see the header X-Request-Id. */
  requestId: Scalars['String']['output'];
  /** The typed ids of what it was about: those that it was given, and those of the objects that it answered. */
  targets: Array<Scalars['String']['output']>;
};

/** A page of the audit. */
export type AuditRecordConnection = {
  /** The records with their cursors. */
  edges: Array<AuditRecordEdge>;
  /** The records. */
  nodes: Array<AuditRecord>;
  /** Where the page lies. */
  pageInfo: PageInfo;
  /** How many there are in all; counted only when selected. */
  totalCount: Scalars['Long']['output'];
};

/** A record and its place in the list. */
export type AuditRecordEdge = {
  /** Names this place, for after and before. */
  cursor: Scalars['String']['output'];
  /** The record. */
  node: AuditRecord;
};

/** The canceled task. */
export type CancelTaskPayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The task as it is now; null when there are problems. */
  task?: Maybe<Task>;
};

/** The right to work on a task. */
export type Claim = {
  /** This try at it. */
  attempt: Attempt;
  /** When the right ends unless it is renewed. */
  leaseExpiresAt: Scalars['DateTime']['output'];
  /** What every write for this task must present. */
  leaseToken: Scalars['String']['output'];
  /** The task. */
  task: Task;
};

/** What was claimed. */
export type ClaimTasksPayload = {
  /** A claim for each task that was taken; empty when there was none to take. */
  claims: Array<Claim>;
  /** Why nothing was claimed; empty when there was no problem. */
  problems: Array<Problem>;
};

/** A plan that an administrator gave to a client. */
export type ClientPlan = {
  /** The points of a full bucket. */
  capacity: Scalars['Long']['output'];
  /** The most that one operation may cost. */
  maxOperationCost: Scalars['Long']['output'];
  /** The points that flow back every second. */
  refillPerSecond: Scalars['Long']['output'];
  /** The subject of the client's tokens. */
  subject: Scalars['String']['output'];
};

/** The completed task, or the one in review. */
export type CompleteTaskPayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The task as it is now; null when there are problems. */
  task?: Maybe<Task>;
};

/** What became of each item. */
export type CompleteTasksPayload = {
  /** Why no item was looked at; empty when they were. */
  problems: Array<Problem>;
  /** As completeTask would answer, in the order of the items. */
  results: Array<CompleteTaskPayload>;
};

/** The object is in a state from which this cannot be done. */
export type Conflict = Problem & {
  /** CONFLICT */
  code: Scalars['String']['output'];
  /** A sentence for people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** The state that the object is in. */
  state: Scalars['String']['output'];
};

/** The new credential. The secret is shown here and never again. */
export type CreateAgentCredentialPayload = {
  /** What to give as the client id. */
  clientId?: Maybe<Scalars['String']['output']>;
  /** What to give as the client secret. Baton keeps only its hash: a repetition with the same key answers null here. Who has lost it makes another credential. */
  clientSecret?: Maybe<Scalars['String']['output']>;
  /** The credential, or null where none was made. */
  credential?: Maybe<AgentCredential>;
  /** Why nothing was made; empty when it was. */
  problems: Array<Problem>;
};

/** The workspace as it was made. */
export type CreateWorkspacePayload = {
  /** Why nothing was made; empty when it was. */
  problems: Array<Problem>;
  /** The workspace, or null where none was made; where a repetition finds it deleted, too. */
  workspace?: Maybe<ManagedWorkspace>;
};

/** The new edge would close a circle. */
export type Cycle = Problem & {
  /** CYCLE */
  code: Scalars['String']['output'];
  /** A sentence for people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
};

/** The declined task. */
export type DeclineTaskPayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The task as it is now; null when there are problems. */
  task?: Maybe<Task>;
};

/** The delegated plan. */
export type DelegatePlanPayload = {
  /** Why nothing was changed; empty when it was. The first 100 bad fields are named, for instance tasks.17.dependsOnKeys.0. */
  problems: Array<Problem>;
  /** The tasks in the order of the plan; empty when there are problems. */
  tasks: Array<PlannedTask>;
};

/** The delegated task. */
export type DelegateTaskPayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The task as it is now; null when there are problems. */
  task?: Maybe<Task>;
};

/** One hand-over of a task. */
export type Delegation = Node & {
  /** When. */
  createdAt: Scalars['DateTime']['output'];
  /** Who handed it over: the subject of a person's token, or an agent's id. */
  delegator: Scalars['String']['output'];
  /** The agent that handed it over, or null where a person did. */
  from?: Maybe<Agent>;
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** What was said with it. */
  note?: Maybe<Scalars['String']['output']>;
  /** The agent it was handed to, or null where any capable agent may take it. */
  to?: Maybe<Agent>;
};

/** The delegation is outside the caller's subtree, too deep, or one too many. */
export type DelegationRefused = Problem & {
  /** DELEGATION_REFUSED */
  code: Scalars['String']['output'];
  /** A sentence for people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
};

/** The workspace that goes. */
export type DeleteWorkspacePayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The workspace, or null where nothing was changed; where a repetition finds it gone, too. */
  workspace?: Maybe<ManagedWorkspace>;
};

/** Something handed in for a task. */
export type Deliverable = Node & {
  /** Who handed it in. */
  agent: Agent;
  /** What the reviewer says. */
  comment?: Maybe<Scalars['String']['output']>;
  /** The text itself, or null where it is elsewhere. One level of a query brings up to 16 MiB of it. */
  content?: Maybe<Scalars['String']['output']>;
  /** When it was handed in. */
  createdAt: Scalars['DateTime']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** What sort of thing it is. */
  kind: DeliverableKind;
  /** Its media type, for instance text/markdown. */
  mediaType: Scalars['String']['output'];
  /** Its name, unique in the task but for revisions. */
  name: Scalars['String']['output'];
  /** Where it is in its review. */
  review: DeliverableReview;
  /** When it was judged, or null. */
  reviewedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who judged it: the subject of a person's token, or an agent's id; null while nobody has. */
  reviewer?: Maybe<Scalars['String']['output']>;
  /** Counts what was handed in under this name, from 1. */
  revision: Scalars['Int']['output'];
  /** All that was handed in under this name, the first revision first; the latest 100. */
  revisions: Array<Deliverable>;
  /** The SHA-256 of its bytes, 64 lower-case hexadecimal digits; null where it is elsewhere and nobody said. */
  sha256?: Maybe<Scalars['String']['output']>;
  /** Its size in bytes; null where it is elsewhere and nobody said. */
  size?: Maybe<Scalars['Long']['output']>;
  /** The task it was handed in for. */
  task: Task;
  /** Where it is, or null where the text is here. */
  uri?: Maybe<Scalars['Url']['output']>;
};

/** Something that came late was made a part of the work. */
export type DeliverableAdopted = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** What the reviewer says. */
  comment?: Maybe<Scalars['String']['output']>;
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The id of the deliverable. */
  deliverableId: Scalars['ID']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** Which revision under this name. */
  revision: Scalars['Int']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** A page of deliverables. */
export type DeliverableConnection = {
  /** The deliverables with their cursors. */
  edges: Array<DeliverableEdge>;
  /** The deliverables. */
  nodes: Array<Deliverable>;
  /** Where the page lies. */
  pageInfo: PageInfo;
  /** How many there are in all; counted only when selected. */
  totalCount: Scalars['Long']['output'];
};

/** A deliverable and its place in the list. */
export type DeliverableEdge = {
  /** Its place. */
  cursor: Scalars['String']['output'];
  /** A deliverable. */
  node: Deliverable;
};

/** Something handed in was judged. */
export type DeliverableReviewed = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** What the reviewer says. */
  comment?: Maybe<Scalars['String']['output']>;
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The id of the deliverable. */
  deliverableId: Scalars['ID']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** The verdict. */
  review: DeliverableReview;
  /** Which revision under this name. */
  revision: Scalars['Int']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** Something was handed in for a task. */
export type DeliverableSubmitted = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that handed it in. */
  agentId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The id of the deliverable. */
  deliverableId: Scalars['ID']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** What sort of thing it is. */
  kind: DeliverableKind;
  /** Whether its lease was lost by then, so that it is LATE. */
  late: Scalars['Boolean']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** Which revision under this name. */
  revision: Scalars['Int']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** A page of events. */
export type EventConnection = {
  /** The events with their cursors. */
  edges: Array<EventEdge>;
  /** The events. */
  nodes: Array<Event>;
  /** Where the page lies. */
  pageInfo: PageInfo;
  /** How many there are in all; counted only when selected. */
  totalCount: Scalars['Long']['output'];
};

/** An event and its place in the list. */
export type EventEdge = {
  /** Its place. */
  cursor: Scalars['String']['output'];
  /** An event. */
  node: Event;
};

/** The failed task, or the one that will be tried again. */
export type FailTaskPayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The task as it is now; null when there are problems. */
  task?: Maybe<Task>;
};

/** The caller may not do this to this object. */
export type Forbidden = Problem & {
  /** FORBIDDEN */
  code: Scalars['String']['output'];
  /** A sentence for people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
};

/** The task, queued for the other agent. */
export type HandOffTaskPayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The task as it is now; null when there are problems. */
  task?: Maybe<Task>;
};

/** The agent that is alive. */
export type HeartbeatPayload = {
  /** The calling agent; null when there are problems. */
  agent?: Maybe<Agent>;
  /** Why it was not noted; empty when it was. */
  problems: Array<Problem>;
};

/** The idempotency key was used before with other arguments. */
export type IdempotencyConflict = Problem & {
  /** IDEMPOTENCY_CONFLICT */
  code: Scalars['String']['output'];
  /** The key that was used twice. */
  idempotencyKey: Scalars['String']['output'];
  /** A sentence for people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
};

/** An agent's question was answered, and it goes on. */
export type InputProvided = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that tries. */
  agentId: Scalars['ID']['output'];
  /** The answer. */
  answer: Scalars['JSON']['output'];
  /** The id of the attempt. */
  attemptId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** When the fresh lease runs out unless it is renewed. */
  leaseExpiresAt: Scalars['DateTime']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** An agent has a question, and waits for an answer. */
export type InputRequested = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that tries. */
  agentId: Scalars['ID']['output'];
  /** The id of the attempt. */
  attemptId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** The question. */
  question: Scalars['String']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** One bad field of an input. */
export type InvalidField = {
  /** What is wrong with it. */
  message: Scalars['String']['output'];
  /** The field's path below input. */
  path: Array<Scalars['String']['output']>;
};

/** Some input does not hold. */
export type InvalidInput = Problem & {
  /** INVALID_INPUT */
  code: Scalars['String']['output'];
  /** Every bad field, the first 100 of them. */
  fields: Array<InvalidField>;
  /** A sentence for people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
};

/** Nobody renewed a lease in time, and the task will be tried again. */
export type LeaseExpired = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that tries. */
  agentId: Scalars['ID']['output'];
  /** The id of the attempt. */
  attemptId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** When it is offered again. */
  notBefore: Scalars['DateTime']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** How many attempts have ended badly now. */
  strikes: Scalars['Int']['output'];
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** The lease ran out, or the task was taken, canceled or handed off. Stop working on it. */
export type LeaseLost = Problem & {
  /** LEASE_LOST */
  code: Scalars['String']['output'];
  /** A sentence for people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
};

/** The right to work on a task was prolonged. */
export type LeaseRenewed = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that tries. */
  agentId: Scalars['ID']['output'];
  /** The id of the attempt. */
  attemptId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** When the lease runs out now unless it is renewed. */
  leaseExpiresAt: Scalars['DateTime']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** A workspace as the administrators of the installation see it, from outside of its wall. */
export type ManagedWorkspace = {
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** The name, unique in the installation. */
  name: Scalars['String']['output'];
  /** Whether its people and agents may come in. */
  state: WorkspaceState;
  /** Since when nobody may come in; null while it is active. */
  suspendedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why nobody may; null while it is active. */
  suspendedReason?: Maybe<Scalars['String']['output']>;
};

/** A page of workspaces. */
export type ManagedWorkspaceConnection = {
  /** The workspaces with their cursors. */
  edges: Array<ManagedWorkspaceEdge>;
  /** The workspaces. */
  nodes: Array<ManagedWorkspace>;
  /** Where the page lies. */
  pageInfo: PageInfo;
  /** How many there are in all; counted only when selected. */
  totalCount: Scalars['Long']['output'];
};

/** A workspace and its place in the list. */
export type ManagedWorkspaceEdge = {
  /** Names this place, for after and before. */
  cursor: Scalars['String']['output'];
  /** The workspace. */
  node: ManagedWorkspace;
};

/** A metric that the workspace has. */
export type Metric = {
  /** Whether Baton derives it. */
  derived: Scalars['Boolean']['output'];
  /** Whether it has as many different series as a metric may have: 2,000 with labels, and 10,000 in all. Samples that would make one more count under the label overflow=true instead, of the second kind without their task's type. */
  labelsFull: Scalars['Boolean']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** What its values are in: that of its first sample. 1 stands for a plain number, s for seconds. */
  unit: Scalars['String']['output'];
};

/** What was measured in one bucket. */
export type MetricPoint = {
  /** How many samples it has. */
  count: Scalars['Long']['output'];
  /** When it ends, exclusive. */
  end: Scalars['DateTime']['output'];
  /** The largest. */
  max: Scalars['Float']['output'];
  /** Sum by count. */
  mean: Scalars['Float']['output'];
  /** The smallest. */
  min: Scalars['Float']['output'];
  /** The median. */
  p50: Scalars['Float']['output'];
  /** What 95 % of the samples do not exceed. */
  p95: Scalars['Float']['output'];
  /** What 99 % of the samples do not exceed. */
  p99: Scalars['Float']['output'];
  /** When the bucket begins. */
  start: Scalars['DateTime']['output'];
  /** Their sum. */
  sum: Scalars['Float']['output'];
};

/** A metric over time, of one group. */
export type MetricSeries = {
  /** The agent whose series it is, where it is one's. */
  agent?: Maybe<Agent>;
  /** The group: an agent's id, a division, a type, or a priority. Null for the whole workspace, and for the samples that are about none. */
  key?: Maybe<Scalars['String']['output']>;
  /** The metric. */
  name: Scalars['String']['output'];
  /** The buckets, the oldest first. One without samples is left out. */
  points: Array<MetricPoint>;
  /** All buckets together. */
  total: MetricSummary;
  /** What its values are in. */
  unit: Scalars['String']['output'];
};

/** What was measured in all. Without samples it has no other values than count and sum. */
export type MetricSummary = {
  /** How many samples there are. */
  count: Scalars['Long']['output'];
  /** The largest. */
  max?: Maybe<Scalars['Float']['output']>;
  /** Sum by count. */
  mean?: Maybe<Scalars['Float']['output']>;
  /** The smallest. */
  min?: Maybe<Scalars['Float']['output']>;
  /** The median. */
  p50?: Maybe<Scalars['Float']['output']>;
  /** What 95 % of the samples do not exceed. */
  p95?: Maybe<Scalars['Float']['output']>;
  /** What 99 % of the samples do not exceed. */
  p99?: Maybe<Scalars['Float']['output']>;
  /** Their sum. */
  sum: Scalars['Float']['output'];
};

/** A bucket of a minute as it is now. */
export type MetricUpdate = {
  /** The group, as in MetricSeries. */
  key?: Maybe<Scalars['String']['output']>;
  /** The metric. */
  name: Scalars['String']['output'];
  /** The bucket. */
  point: MetricPoint;
  /** Whether there are more groups than the 100 with the most samples, of which alone it is told. Ask with a filter, or by something else. */
  truncated: Scalars['Boolean']['output'];
  /** What its values are in. */
  unit: Scalars['String']['output'];
};

/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type Mutation = {
  /** Accepts a deliverable that came late, after its lease was lost. Who asked for the task, or a person, may. The task is not touched. */
  adoptDeliverable: AdoptDeliverablePayload;
  /** Adds a piece to the running text of a task that the caller works on, for whoever watches. It neither extends the lease nor moves the task. */
  appendOutput: AppendOutputPayload;
  /** Ends a task that nobody needs any more, with its open subtasks. */
  cancelTask: CancelTaskPayload;
  /** Takes the most urgent tasks that the calling agent may work on, each with a lease. */
  claimTasks: ClaimTasksPayload;
  /** Ends the work on a task with a result. */
  completeTask: CompleteTaskPayload;
  /** Ends the work on many tasks, each with a result; each item answers for itself. */
  completeTasks: CompleteTasksPayload;
  /** Makes a credential for an agent and shows its secret, once. Good at POST /oauth2/token with the grant client_credentials. */
  createAgentCredential: CreateAgentCredentialPayload;
  /** Makes a workspace. Tokens may name it within a second. */
  createWorkspace: CreateWorkspacePayload;
  /** Refuses a task before work on it began. It goes back into the hands of who asked. */
  declineTask: DeclineTaskPayload;
  /** Hands out a whole plan: all of its tasks, or none. */
  delegatePlan: DelegatePlanPayload;
  /** Hands a new task to an agent, or to any agent with the capabilities it needs. A manager may hand it into its own subtree only. */
  delegateTask: DelegateTaskPayload;
  /** Deletes a suspended workspace with all that is in it, its audit too. It is gone for everybody at once; its rows follow, and its name is free when `workspaces` does not show it any more. There is no way back. */
  deleteWorkspace: DeleteWorkspacePayload;
  /** Ends an attempt that did not work out. */
  failTask: FailTaskPayload;
  /** Hands a task on to another agent, by the one that holds it or was to do it. */
  handOffTask: HandOffTaskPayload;
  /** Says that the calling agent is alive. An agent that says nothing for 60 seconds is OFFLINE. Every other operation of an agent says so too, to within ten seconds: one that is silent while it works should send this every 20 seconds. */
  heartbeat: HeartbeatPayload;
  /** Answers an agent's question. The agent goes on in the same attempt, with the same lease token and a fresh lease. */
  provideInput: ProvideInputPayload;
  /** Records samples, all or none. An agent records about itself. */
  recordMetrics: RecordMetricsPayload;
  /** Registers a worker or manager. */
  registerAgent: RegisterAgentPayload;
  /** Gives a task back to where it was claimed from. It is not a strike. */
  releaseTask: ReleaseTaskPayload;
  /** Keeps the right to work on a task for longer. */
  renewLease: RenewLeasePayload;
  /** Tells how far the work has come, and renews the lease for its own length. */
  reportProgress: ReportProgressPayload;
  /** Tells of many tasks how far the work has come; each item answers for itself. */
  reportProgressOnTasks: ReportProgressOnTasksPayload;
  /** Asks who asked for the task, or a person. Until there is an answer the lease's clock stands still. */
  requestInput: RequestInputPayload;
  /** Lets its people and agents in again, with the tokens and credentials that they had, within a second on every node. */
  resumeWorkspace: ResumeWorkspacePayload;
  /** Retires an agent for good: it is handed nothing and may do nothing any more, while all that it did stays. A Conflict while tasks of its own, or tasks kept to its subtree, are open. Those who report to it report to its manager from then on, and its handle is not free again. Its subscriptions that are open then go on until its token expires, all but workOffers. */
  retireAgent: RetireAgentPayload;
  /** Gives a task that ended badly another chance: its strikes are at zero, its history is kept. */
  retryTask: RetryTaskPayload;
  /** Gives every task that matches and ended badly another chance, the oldest first. An agent's call is narrowed to the tasks that it asked for. Left out are a part of a task that ended otherwise than COMPLETED, a task of a retired agent, and a task that is canceled with a dependency which ended so and is not retried with it. */
  retryTasks: RetryTasksPayload;
  /** Accepts a deliverable, or asks for changes: each revision once, whatever came after it. Who asked for the task, or a person, may. */
  reviewDeliverable: ReviewDeliverablePayload;
  /** Accepts a task that is in review, or sends it back. */
  reviewTask: ReviewTaskPayload;
  /** Makes a credential good for nothing, and all tokens that were got by it, within a second on every node; sockets and streams that they opened end. Revoking it again changes nothing. */
  revokeAgentCredential: RevokeAgentCredentialPayload;
  /** Gives a credential another secret and shows it, once. Tokens that the secret before was good for end with it: at once, or after the overlap. */
  rotateAgentCredential: RotateAgentCredentialPayload;
  /** Gives a client of the workspace a plan of its own, or puts it back on that of its roles. */
  setClientPlan: SetClientPlanPayload;
  /** Hands something in for a task. The same name again makes the next revision. What an agent brings on a lease of its own that is lost is kept too, as LATE, without problems: stop working on the task then. */
  submitDeliverable: SubmitDeliverablePayload;
  /** Lets nobody in any more, within a second on every node: tokens answer FORBIDDEN, sockets and streams end, and its agents get no tokens. Its leases and deadlines run on, and nothing of it is lost. */
  suspendWorkspace: SuspendWorkspacePayload;
  /** Changes what is given and leaves the rest. */
  updateAgent: UpdateAgentPayload;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationAdoptDeliverableArgs = {
  input: AdoptDeliverableInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationAppendOutputArgs = {
  input: AppendOutputInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationCancelTaskArgs = {
  input: CancelTaskInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationClaimTasksArgs = {
  input: ClaimTasksInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationCompleteTaskArgs = {
  input: CompleteTaskInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationCompleteTasksArgs = {
  input: CompleteTasksInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationCreateAgentCredentialArgs = {
  input: CreateAgentCredentialInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationCreateWorkspaceArgs = {
  input: CreateWorkspaceInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationDeclineTaskArgs = {
  input: DeclineTaskInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationDelegatePlanArgs = {
  input: DelegatePlanInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationDelegateTaskArgs = {
  input: DelegateTaskInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationDeleteWorkspaceArgs = {
  input: DeleteWorkspaceInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationFailTaskArgs = {
  input: FailTaskInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationHandOffTaskArgs = {
  input: HandOffTaskInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationProvideInputArgs = {
  input: ProvideInputInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationRecordMetricsArgs = {
  input: RecordMetricsInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationRegisterAgentArgs = {
  input: RegisterAgentInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationReleaseTaskArgs = {
  input: ReleaseTaskInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationRenewLeaseArgs = {
  input: RenewLeaseInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationReportProgressArgs = {
  input: ReportProgressInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationReportProgressOnTasksArgs = {
  input: ReportProgressOnTasksInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationRequestInputArgs = {
  input: RequestInputInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationResumeWorkspaceArgs = {
  input: ResumeWorkspaceInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationRetireAgentArgs = {
  input: RetireAgentInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationRetryTaskArgs = {
  input: RetryTaskInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationRetryTasksArgs = {
  input: RetryTasksInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationReviewDeliverableArgs = {
  input: ReviewDeliverableInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationReviewTaskArgs = {
  input: ReviewTaskInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationRevokeAgentCredentialArgs = {
  input: RevokeAgentCredentialInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationRotateAgentCredentialArgs = {
  input: RotateAgentCredentialInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationSetClientPlanArgs = {
  input: SetClientPlanInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationSubmitDeliverableArgs = {
  input: SubmitDeliverableInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationSuspendWorkspaceArgs = {
  input: SuspendWorkspaceInput;
};


/** What moves the work. Each mutation takes one input and answers the changed object, or the problems that kept it from changing anything. */
export type MutationUpdateAgentArgs = {
  input: UpdateAgentInput;
};

/** The workspace has no such object. */
export type NotFound = Problem & {
  /** NOT_FOUND */
  code: Scalars['String']['output'];
  /** The id that names nothing here. */
  id: Scalars['ID']['output'];
  /** A sentence for people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
};

/** A piece of a task's running text. */
export type OutputPiece = {
  /** The number of the attempt that emitted it, from 1. */
  attempt: Scalars['Int']['output'];
  /** Its place: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** Its number in the attempt, from 1. One follows the other. */
  index: Scalars['Long']['output'];
  /** The text. */
  text: Scalars['String']['output'];
  /** When it came in. */
  time: Scalars['DateTime']['output'];
};

/** Where a page lies in its connection. */
export type PageInfo = {
  /** The last edge's cursor. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there is more after this page. When paging backward: whether the page began at a cursor. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is more before this page. When paging forward: whether the page began at a cursor. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The first edge's cursor. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** A task of the plan. */
export type PlannedTask = {
  /** What the plan calls it. */
  key: Scalars['String']['output'];
  /** The task as it is now. */
  task: Task;
};

/** An agent told how far it has come. */
export type ProgressReported = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that tries. */
  agentId: Scalars['ID']['output'];
  /** The id of the attempt. */
  attemptId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** When the lease runs out now unless it is renewed. */
  leaseExpiresAt: Scalars['DateTime']['output'];
  /** What the agent says about it. */
  message?: Maybe<Scalars['String']['output']>;
  /** The milestone just passed. */
  milestone?: Maybe<Scalars['String']['output']>;
  /** From 0 to 100. */
  percent: Scalars['Int']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** The task that goes on. */
export type ProvideInputPayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The task as it is now; null when there are problems. */
  task?: Maybe<Task>;
};

/** What can be read. */
export type Query = {
  /** The agent with this id, or null. */
  agent?: Maybe<Agent>;
  /** The workspace's agents. */
  agents: AgentConnection;
  /**
   * Who did what in the workspace, the newest first: every mutation, and every sign-in of its clients. For administrators.
   * Of what is refused of one caller before it begins, the first sixty of a minute are kept.
   */
  auditLog: AuditRecordConnection;
  /** The tasks whose every attempt ended badly, the latest first. */
  deadLetters: TaskConnection;
  /** What was handed in in the workspace, the newest first. */
  deliverables: DeliverableConnection;
  /** The workspace's log, the oldest first. */
  events: EventConnection;
  /** The workspace's metrics, by name: at most 1,000 recorded ones, and those that Baton derives. */
  metricNames: Array<Metric>;
  /** A metric over time, as one series for each group. Percentiles are within 1 % of the exact ones, everything else is exact. Names that begin with baton. are derived by Baton itself: docs/metrics.md lists them. */
  metricSeries: Array<MetricSeries>;
  /** The object with this id, or null where the workspace has none. A foreign object is a missing one. */
  node?: Maybe<Node>;
  /** The objects with these ids, in the order of the ids, null for each that the workspace does not have. */
  nodes: Array<Maybe<Node>>;
  /** What the caller has left to spend. */
  rateLimit: RateLimit;
  /** The task with this id, or null. */
  task?: Maybe<Task>;
  /** The workspace's tasks. */
  tasks: TaskConnection;
  /** Who is asking. */
  viewer: Viewer;
  /** The caller's workspace. */
  workspace: Workspace;
  /** The workspaces of the installation, by name: that they are there and in what state, and nothing of what is in them. For administrators of the installation. */
  workspaces: ManagedWorkspaceConnection;
};


/** What can be read. */
export type QueryAgentArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryAgentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AgentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<AgentOrder>;
};


/** What can be read. */
export type QueryAuditLogArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryDeadLettersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TaskFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryDeliverablesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DeliverableFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<EventFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryMetricNamesArgs = {
  prefix?: InputMaybe<Scalars['String']['input']>;
};


/** What can be read. */
export type QueryMetricSeriesArgs = {
  bucket: MetricBucket;
  by?: MetricGrouping;
  filter?: InputMaybe<MetricFilter>;
  first?: Scalars['Int']['input'];
  from: Scalars['DateTime']['input'];
  name: Scalars['String']['input'];
  timeZone?: Scalars['String']['input'];
  to: Scalars['DateTime']['input'];
};


/** What can be read. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** What can be read. */
export type QueryTaskArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryTasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TaskFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<TaskOrder>;
};


/** What can be read. */
export type QueryWorkspacesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ManagedWorkspaceFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** A client's bucket of points, of which each operation takes what it can cost before it runs, and to which what it did not use goes back. */
export type RateLimit = {
  /** The most that the operation that asks can cost. It is taken off remaining already. */
  cost: Scalars['Long']['output'];
  /** The points of a full bucket. */
  limit: Scalars['Long']['output'];
  /** The most that one operation may cost. */
  maxOperationCost: Scalars['Long']['output'];
  /** The points that are left. */
  remaining: Scalars['Long']['output'];
  /** When the bucket is full again, if nothing is spent. */
  resetAt: Scalars['DateTime']['output'];
  /** The points that flow back every second. */
  restoreRate: Scalars['Long']['output'];
  /** The points that a full bucket would have beyond these. */
  used: Scalars['Long']['output'];
};

/** What became of the samples. */
export type RecordMetricsPayload = {
  /** How many of these count under the label overflow=true instead of their own, because their metric has too many different series. */
  overflowed: Scalars['Int']['output'];
  /** Why nothing was recorded; empty when it was. */
  problems: Array<Problem>;
  /** How many were recorded: all of them, or none. */
  recorded: Scalars['Int']['output'];
};

/** The registered agent. */
export type RegisterAgentPayload = {
  /** The agent; null when there are problems. */
  agent?: Maybe<Agent>;
  /** Why nothing was registered; empty when it was. */
  problems: Array<Problem>;
};

/** The task, in its queue again. */
export type ReleaseTaskPayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The task as it is now; null when there are problems. */
  task?: Maybe<Task>;
};

/** The renewed lease. */
export type RenewLeasePayload = {
  /** When the lease ends now; null when there are problems. */
  leaseExpiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The task as it is now; null when there are problems. */
  task?: Maybe<Task>;
};

/** What became of each item. */
export type ReportProgressOnTasksPayload = {
  /** Why no item was looked at; empty when they were. */
  problems: Array<Problem>;
  /** As reportProgress would answer, in the order of the items. */
  results: Array<ReportProgressPayload>;
};

/** The reported task. */
export type ReportProgressPayload = {
  /** When the lease ends now; null when there are problems. */
  leaseExpiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The task as it is now; null when there are problems. */
  task?: Maybe<Task>;
};

/** The task that waits for an answer. */
export type RequestInputPayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The task as it is now; null when there are problems. */
  task?: Maybe<Task>;
};

/** The workspace, active again. */
export type ResumeWorkspacePayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The workspace, or null where nothing was changed; where a repetition finds it deleted, too. */
  workspace?: Maybe<ManagedWorkspace>;
};

/** The retired agent. */
export type RetireAgentPayload = {
  /** The agent; null when there are problems. */
  agent?: Maybe<Agent>;
  /** Why it was not retired; empty when it was. */
  problems: Array<Problem>;
};

/** What happens after an attempt ended badly: a growing, jittered delay, and an end to it. */
export type RetryPolicy = {
  /** What each further delay is multiplied by. */
  factor: Scalars['Float']['output'];
  /** The delay before the second attempt, in milliseconds. */
  firstDelayMs: Scalars['Long']['output'];
  /** By how much of itself a delay may vary, 0 to 1. */
  jitter: Scalars['Float']['output'];
  /** How many attempts may end badly before the task is a dead letter. */
  maxAttempts: Scalars['Int']['output'];
  /** The longest delay, in milliseconds. */
  maxDelayMs: Scalars['Long']['output'];
};

/** The task, to be done again. */
export type RetryTaskPayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The task as it is now; null when there are problems. */
  task?: Maybe<Task>;
};

/** The tasks to be done again. */
export type RetryTasksPayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** Those that were retried, as they are now, the oldest first. Fewer than the limit when no others match, or when some that match are left out. */
  tasks: Array<Task>;
};

/** The judged deliverable. */
export type ReviewDeliverablePayload = {
  /** The deliverable; null when there are problems. */
  deliverable?: Maybe<Deliverable>;
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
};

/** The reviewed task. */
export type ReviewTaskPayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The task as it is now; null when there are problems. */
  task?: Maybe<Task>;
};

/** The credential that is good for nothing now. */
export type RevokeAgentCredentialPayload = {
  /** The credential, or null where there is none. */
  credential?: Maybe<AgentCredential>;
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
};

/** The credential with its new secret, which is shown here and never again. */
export type RotateAgentCredentialPayload = {
  /** The new secret. Baton keeps only its hash: a repetition with the same key answers null here. */
  clientSecret?: Maybe<Scalars['String']['output']>;
  /** The credential, or null where nothing was changed. */
  credential?: Maybe<AgentCredential>;
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
};

/** The plan as it was set. */
export type SetClientPlanPayload = {
  /** The client's plan, or null where it is that of its roles. Other nodes go by it within some seconds. */
  clientPlan?: Maybe<ClientPlan>;
  /** Why nothing was set; empty when it was. */
  problems: Array<Problem>;
};

/** What was handed in. */
export type SubmitDeliverablePayload = {
  /** The new revision, PENDING, or LATE where the lease was lost; null when there are problems. */
  deliverable?: Maybe<Deliverable>;
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
};

/** What can be watched as it happens. */
export type Subscription = {
  /** What happens to agents themselves, as it happens; after a cursor, first what happened since. */
  agentEvents: AgentEvent;
  /** What happens in the workspace, as it happens; after a cursor, first what happened since. */
  events: Event;
  /** The live end of a series by minutes: the bucket of the current minute and that of the last one, at first and then whenever one of them has changed, at most once a second. Each update has its bucket as it is by then, in the place of what was told of it before: what changes several times within a second is told once. A sample whose time is more than a minute ago is not told; metricSeries has it. Of more than 100 groups, those with the most samples are told, and each update says so (truncated). */
  metricUpdates: MetricUpdate;
  /** What happens to tasks, as it happens; after a cursor, first what happened since. */
  taskEvents: TaskEvent;
  /** The running text that a task's agents emit while they work, as they emit it: first what is still kept of it, or what came after a cursor. About the last 2,000 pieces are kept, for a day after the last of them. */
  taskOutput: OutputPiece;
  /** Tells an agent that there is something it may claim: at once where there is, each time something becomes available to it, and each time it has room again. Nobody has to poll. Offers come at most ten times a second, one for many tasks, and an offer that is not taken up is made again every 30 seconds. */
  workOffers: WorkOffer;
};


/** What can be watched as it happens. */
export type SubscriptionAgentEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AgentEventFilter>;
  onSlow?: SlowReader;
};


/** What can be watched as it happens. */
export type SubscriptionEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<EventFilter>;
  onSlow?: SlowReader;
};


/** What can be watched as it happens. */
export type SubscriptionMetricUpdatesArgs = {
  by?: MetricGrouping;
  filter?: InputMaybe<MetricFilter>;
  name: Scalars['String']['input'];
};


/** What can be watched as it happens. */
export type SubscriptionTaskEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TaskEventFilter>;
  onSlow?: SlowReader;
};


/** What can be watched as it happens. */
export type SubscriptionTaskOutputArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  taskId: Scalars['ID']['input'];
};


/** What can be watched as it happens. */
export type SubscriptionWorkOffersArgs = {
  agentId?: InputMaybe<Scalars['ID']['input']>;
};

/** The last open part of a task has ended. */
export type SubtasksSettled = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** How many parts are completed. */
  completed: Scalars['Int']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** How many parts ended otherwise. */
  notCompleted: Scalars['Int']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** The workspace, suspended. */
export type SuspendWorkspacePayload = {
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
  /** The workspace, or null where nothing was changed; where a repetition finds it deleted, too. */
  workspace?: Maybe<ManagedWorkspace>;
};

/** One unit of delegated work. */
export type Task = Node & {
  /** What its agent was told, or null. */
  answer?: Maybe<Scalars['JSON']['output']>;
  /** Who works on it, or is to. */
  assignee?: Maybe<Agent>;
  /** The tries at it, the oldest first; the latest 100. */
  attempts: Array<Attempt>;
  /** When it was delegated. */
  createdAt: Scalars['DateTime']['output'];
  /** When it fails unless it has ended; null for never. */
  deadline?: Maybe<Scalars['DateTime']['output']>;
  /** Its hand-overs, the oldest first; the latest 100. */
  delegations: Array<Delegation>;
  /** What was handed in for it, every revision, the oldest first. */
  deliverables: DeliverableConnection;
  /** The tasks that it waits for, at most 100. */
  dependencies: Array<Task>;
  /** The tasks that wait for it, the oldest first. */
  dependents: TaskConnection;
  /** When it ended, or null. */
  endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What happened to it, the oldest first. */
  events: EventConnection;
  /** Why it ended without a result, or null. */
  failure?: Maybe<TaskFailure>;
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** What to do. */
  instructions: Scalars['String']['output'];
  /** Words to find it by. */
  labels: Array<Scalars['String']['output']>;
  /** What was measured of it, by name: what agents recorded, and what Baton derives about a second after it happened; the first 100 names. */
  metrics: Array<TaskMetric>;
  /** Not offered before this moment; null where nothing holds it back. */
  notBefore?: Maybe<Scalars['DateTime']['output']>;
  /** What happens to it when a task that it waits for ends other than COMPLETED. */
  onDependencyFailure: DependencyFailure;
  /** The task that this is a part of. */
  parent?: Maybe<Task>;
  /** How much it matters. */
  priority: TaskPriority;
  /** How far it has come. Derived from its subtasks unless its own agent reports one. */
  progress: TaskProgress;
  /** What its agent asked last in the current or last attempt, or null. */
  question?: Maybe<Scalars['String']['output']>;
  /** The agent that asked for it, or null where a person did. */
  requestedBy?: Maybe<Agent>;
  /** Who asked for it: the subject of a person's token, or an agent's id. */
  requester: Scalars['String']['output'];
  /** What an agent must be able to do to claim it, where it has no assignee. */
  requiredCapabilities: Array<Scalars['String']['output']>;
  /** What its agent handed over at the end. */
  result?: Maybe<Scalars['JSON']['output']>;
  /** What happens after a bad end of an attempt. */
  retryPolicy: RetryPolicy;
  /** Whether completing it leads to a review. */
  reviewRequired: Scalars['Boolean']['output'];
  /** Whether its own worker may review it, where it is also who asked. */
  selfReviewAllowed: Scalars['Boolean']['output'];
  /** What the work must meet, in a form that programs read. */
  specification?: Maybe<Scalars['JSON']['output']>;
  /** Where it is in its life. */
  state: TaskState;
  /** How many attempts have ended badly. */
  strikes: Scalars['Int']['output'];
  /** Its parts, the oldest first. */
  subtasks: TaskConnection;
  /** What it is called. */
  title: Scalars['String']['output'];
  /** What sort of work it is, for instance create-api. */
  type: Scalars['String']['output'];
  /** When it last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Where it has no named assignee: only agents below this manager, or itself, may claim it. */
  within?: Maybe<Agent>;
};


/** One unit of delegated work. */
export type TaskDeliverablesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** One unit of delegated work. */
export type TaskDependentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** One unit of delegated work. */
export type TaskEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** One unit of delegated work. */
export type TaskSubtasksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** Nobody needs a task any more. */
export type TaskCanceled = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that has it, had it last or is to have it; null where any able agent may take it. */
  agentId?: Maybe<Scalars['ID']['output']>;
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** Why. */
  reason?: Maybe<Scalars['String']['output']>;
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** A reviewer sent a task back to its agent. */
export type TaskChangesRequested = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that has it, had it last or is to have it; null where any able agent may take it. */
  agentId?: Maybe<Scalars['ID']['output']>;
  /** What to do. */
  comment: Scalars['String']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** An agent took a task. */
export type TaskClaimed = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that tries. */
  agentId: Scalars['ID']['output'];
  /** The id of the attempt. */
  attemptId: Scalars['ID']['output'];
  /** Counts the tries at the task, from 1. */
  attemptNumber: Scalars['Int']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** When the lease runs out unless it is renewed. */
  leaseExpiresAt: Scalars['DateTime']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** A task is done. */
export type TaskCompleted = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that has it, had it last or is to have it; null where any able agent may take it. */
  agentId?: Maybe<Scalars['ID']['output']>;
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** What comes of it. */
  result?: Maybe<Scalars['JSON']['output']>;
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** A page of tasks. */
export type TaskConnection = {
  /** The tasks with their cursors. */
  edges: Array<TaskEdge>;
  /** The tasks. */
  nodes: Array<Task>;
  /** Where the page lies. */
  pageInfo: PageInfo;
  /** How many there are in all; counted only when selected. */
  totalCount: Scalars['Long']['output'];
};

/** How many tasks are in a state. */
export type TaskCount = {
  /** The number of tasks. */
  count: Scalars['Long']['output'];
  /** The state. */
  state: TaskState;
};

/** Too many attempts at a task ended badly. */
export type TaskDeadLettered = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that tries. */
  agentId: Scalars['ID']['output'];
  /** The id of the attempt. */
  attemptId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** Why. */
  failure: TaskFailure;
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** How many attempts have ended badly now. */
  strikes: Scalars['Int']['output'];
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** The agent that a task was handed to will not do it. */
export type TaskDeclined = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent. */
  agentId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** Why. */
  reason: Scalars['String']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** A task was handed out. */
export type TaskDelegated = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent it was handed to, or null where any capable agent may take it. */
  assigneeId?: Maybe<Scalars['ID']['output']>;
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The ids of the tasks it waits for. */
  dependsOn: Array<Scalars['ID']['output']>;
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** The id of the task it is a part of, or null. */
  parentId?: Maybe<Scalars['ID']['output']>;
  /** How much it matters. */
  priority: TaskPriority;
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
  /** What it is called. */
  title: Scalars['String']['output'];
  /** What sort of work it is. */
  type: Scalars['String']['output'];
};

/** A task and its place in the list. */
export type TaskEdge = {
  /** Its place. */
  cursor: Scalars['String']['output'];
  /** A task. */
  node: Task;
};

/** A task did not work out, and trying again would not help. */
export type TaskFailed = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that tried or was to, or null. */
  agentId?: Maybe<Scalars['ID']['output']>;
  /** The id of the last attempt, or null where nobody had tried. */
  attemptId?: Maybe<Scalars['ID']['output']>;
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** Why. */
  failure: TaskFailure;
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** Why a task or an attempt ended badly. */
export type TaskFailure = {
  /** A word for programs. */
  code: Scalars['String']['output'];
  /** A sentence for people. */
  message: Scalars['String']['output'];
};

/** An agent handed a task on to another. */
export type TaskHandedOff = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that has it now. */
  agentId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The id of the agent that handed it on. */
  fromAgentId: Scalars['ID']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** What was said with it, or null. */
  note?: Maybe<Scalars['String']['output']>;
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** What was measured of one task under one name. */
export type TaskMetric = {
  /** How many samples there are. */
  count: Scalars['Long']['output'];
  /** The one with the latest time. */
  last: Scalars['Float']['output'];
  /** When that was measured. */
  lastAt: Scalars['DateTime']['output'];
  /** The largest. */
  max: Scalars['Float']['output'];
  /** The smallest. */
  min: Scalars['Float']['output'];
  /** The metric. */
  name: Scalars['String']['output'];
  /** Their sum. */
  sum: Scalars['Float']['output'];
  /** What its values are in. */
  unit: Scalars['String']['output'];
};

/** How far a task has come. */
export type TaskProgress = {
  /** Whether it is derived from the subtasks. */
  derived: Scalars['Boolean']['output'];
  /** What the agent says about it. */
  message?: Maybe<Scalars['String']['output']>;
  /** The last milestone passed. */
  milestone?: Maybe<Scalars['String']['output']>;
  /** From 0 to 100. */
  percent: Scalars['Int']['output'];
};

/** A task that waited can be claimed: its dependencies are completed, or its retry is due. */
export type TaskQueued = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that has it, had it last or is to have it; null where any able agent may take it. */
  agentId?: Maybe<Scalars['ID']['output']>;
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** An agent gave a task back. */
export type TaskReleased = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that tried. */
  agentId: Scalars['ID']['output'];
  /** The id of the attempt. */
  attemptId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** Why, or null. */
  reason?: Maybe<Scalars['String']['output']>;
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** A task that had ended badly gets another chance. */
export type TaskRetried = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that has it, had it last or is to have it; null where any able agent may take it. */
  agentId?: Maybe<Scalars['ID']['output']>;
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** What was said about it, or null. */
  note?: Maybe<Scalars['String']['output']>;
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** An agent is done, and the task waits for a verdict. */
export type TaskSubmittedForReview = Event & TaskEvent & {
  /** Who did it: the subject of a person's token, an agent's id, or baton. */
  actor: Scalars['String']['output'];
  /** The id of the agent that tries. */
  agentId: Scalars['ID']['output'];
  /** The id of the attempt. */
  attemptId: Scalars['ID']['output'];
  /** Its place in the log: give it as after to go on behind it. */
  cursor: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** What comes of it. */
  result?: Maybe<Scalars['JSON']['output']>;
  /** The state that the task was in after it. */
  state: TaskState;
  /** The task as it is now, which may be later than the event. */
  task?: Maybe<Task>;
  /** The id of the task it is about. */
  taskId: Scalars['ID']['output'];
  /** When it happened. */
  time: Scalars['DateTime']['output'];
};

/** The changed agent. */
export type UpdateAgentPayload = {
  /** The agent; null when there are problems. */
  agent?: Maybe<Agent>;
  /** Why nothing was changed; empty when it was. */
  problems: Array<Problem>;
};

/** Who is asking. */
export type Viewer = {
  /** The agent that the caller is, or null for a person. */
  agent?: Maybe<Agent>;
  /** What the caller has left to spend. */
  rateLimit: RateLimit;
  /** The roles in the caller's token. */
  roles: Array<Role>;
  /** The subject of the caller's token. */
  subject: Scalars['String']['output'];
  /** The workspace that the token is good for. */
  workspace: Workspace;
};

/** There is something to claim. Others may be told of the same tasks: claimTasks says who gets them. */
export type WorkOffer = {
  /** When Baton looked. */
  at: Scalars['DateTime']['output'];
  /** How many tasks the agent could claim now, 1 or more; counted up to 100. */
  available: Scalars['Int']['output'];
  /** How many more it may hold, 1 or more. */
  room: Scalars['Int']['output'];
};

/** Work over a time. Durations are in seconds, and count when they end. */
export type WorkStats = {
  /** How many attempts were begun. */
  attempts: Scalars['Long']['output'];
  /** How often a task was canceled. */
  canceled: Scalars['Long']['output'];
  /** How many tasks may be held at once now. */
  capacity: Scalars['Int']['output'];
  /** How many tasks were completed. */
  completed: Scalars['Long']['output'];
  /** How often a task became a dead letter. */
  deadLettered: Scalars['Long']['output'];
  /** How many tasks were delegated; of an agent, to it by name. */
  delegated: Scalars['Long']['output'];
  /** How often a task failed for good. */
  failed: Scalars['Long']['output'];
  /** From here on. */
  from: Scalars['DateTime']['output'];
  /** How many tasks are held now. */
  held: Scalars['Int']['output'];
  /** How long a completed task took since it was delegated. */
  leadTime: MetricSummary;
  /** Held by capacity; null without capacity. */
  load?: Maybe<Scalars['Float']['output']>;
  /** How long a task that was claimed had stood in its queue. */
  queueWait: MetricSummary;
  /** How often changes were requested. */
  rework: Scalars['Long']['output'];
  /** How long an attempt was worked on, without its waits for input. */
  runTime: MetricSummary;
  /** How many attempts ended badly: failed retryably, or lost their lease. */
  strikes: Scalars['Long']['output'];
  /** Completed by completed, failed and dead letters together, 0 to 1; null before there is one. */
  successRate?: Maybe<Scalars['Float']['output']>;
  /** Tasks completed an hour. */
  throughput: Scalars['Float']['output'];
  /** Up to here. */
  to: Scalars['DateTime']['output'];
  /** Run time by what the present capacity gives in this time; null without capacity. An attempt counts where it ends, so a short time can have more than 1. */
  utilisation?: Maybe<Scalars['Float']['output']>;
};

/** A tenant. Nothing crosses its wall. */
export type Workspace = Node & {
  /** The log's head as it was before anything else of this operation was read: subscribe after it, and what you read and what you hear have no hole between them. */
  head: Scalars['String']['output'];
  /** A typed id. */
  id: Scalars['ID']['output'];
  /** The name, unique in the installation. */
  name: Scalars['String']['output'];
  /** All agents' work over a time, derived from the log about a second after it happened. */
  stats: WorkStats;
  /** How many tasks are in each state; a state without tasks is left out. */
  taskCounts: Array<TaskCount>;
};


/** A tenant. Nothing crosses its wall. */
export type WorkspaceStatsArgs = {
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What an agent is in its team. */
export type AgentKind =
  /** Delegates to the agents below it. */
  | 'MANAGER'
  /** Hands the work of people to managers. */
  | 'ORCHESTRATOR'
  /** Does the work. */
  | 'SPECIALIST';

/** What agents can be sorted by. */
export type AgentOrderField =
  /** The moment of registration. */
  | 'CREATED_AT'
  /** The handle, by its letters' code points. */
  | 'HANDLE';

/** Whether an agent can be counted on now. */
export type AgentPresence =
  /** It was not, or it is retired. AgentWentOffline says when it begins. */
  | 'OFFLINE'
  /** It was heard from in the last 60 seconds. AgentCameOnline says when it begins. */
  | 'ONLINE';

/** How a try at a task ended. */
export type AttemptOutcome =
  /** The task was canceled under it. */
  | 'CANCELED'
  /** The agent completed the task, or handed it in for review. */
  | 'COMPLETED'
  /** It failed for good. */
  | 'FAILED'
  /** It failed, and may be tried again: a strike. */
  | 'FAILED_RETRYABLE'
  /** The agent handed the task to another. */
  | 'HANDED_OFF'
  /** The lease ran out: a strike. */
  | 'LEASE_EXPIRED'
  /** The agent gave the task back. */
  | 'RELEASED';

/** What kind of attempt is on record. */
export type AuditKind =
  /** A mutation of the graph. */
  | 'MUTATION'
  /** A request at the token endpoint. */
  | 'SIGN_IN';

/** What came of an attempt. */
export type AuditOutcome =
  /** It was done as asked. */
  | 'DONE'
  /** It ended in an error. With UNAVAILABLE it may have been done, as its caller was told. */
  | 'FAILED'
  /** Some of its items were done as asked. */
  | 'PARTLY'
  /** It was refused, with a problem or before it began, and has changed nothing; or no token was given. */
  | 'REFUSED'
  /** The gateway or the database stopped meanwhile. The events say whether it was done. */
  | 'UNKNOWN';

/** What sort of thing was handed in. */
export type DeliverableKind =
  /** Code of any other sort. */
  | 'CODE'
  /** Words for people. */
  | 'DOCUMENTATION'
  /** An endpoint of an API. */
  | 'ENDPOINT'
  /** A change of a database's schema. */
  | 'MIGRATION'
  /** Anything else. */
  | 'OTHER'
  /** Findings. */
  | 'REPORT'
  /** A schema or an interface description. */
  | 'SCHEMA'
  /** Tests. */
  | 'TEST';

/** Where a deliverable is in its review. */
export type DeliverableReview =
  /** It is good. */
  | 'ACCEPTED'
  /** It must be done again; the comment says how. */
  | 'CHANGES_REQUESTED'
  /** It was handed in after its lease was lost. It counts only once it is adopted. */
  | 'LATE'
  /** Nobody has judged it yet. */
  | 'PENDING';

/** What happens to a task when one that it waits for ends other than COMPLETED. */
export type DependencyFailure =
  /** It is canceled too, with its open subtasks. */
  | 'CANCEL'
  /** It need not wait for that one any more. */
  | 'RUN'
  /** It goes on waiting: who asked may try the other one again. */
  | 'WAIT';

/** How long a bucket is. */
export type MetricBucket =
  /** A day of the time zone. */
  | 'DAY'
  /** An hour, full by the time zone's clocks. */
  | 'HOUR'
  /** A minute. */
  | 'MINUTE'
  /** A month of the time zone. */
  | 'MONTH'
  /** A week of the time zone, from Monday. */
  | 'WEEK';

/** What to make one series of each of. */
export type MetricGrouping =
  /** The agent. */
  | 'AGENT'
  /** The division that the agent was in. */
  | 'DIVISION'
  /** The priority of the task. */
  | 'PRIORITY'
  /** The type of the task. */
  | 'TASK_TYPE'
  /** All samples together. */
  | 'WORKSPACE';

/** Which way a list runs. */
export type OrderDirection =
  /** The smallest first. */
  | 'ASC'
  /** The largest first. */
  | 'DESC';

/** A reviewer's verdict. */
export type ReviewDecision =
  /** It is good. */
  | 'ACCEPT'
  /** It is not: do again what the comment says. */
  | 'REQUEST_CHANGES';

/** What a caller may do. */
export type Role =
  /** Also manages agents and credentials. */
  | 'ADMIN'
  /** Acts as one agent: on what it holds or may claim, and as a manager into its own subtree. */
  | 'AGENT'
  /** Makes, suspends and deletes workspaces, and sees nothing of what is in them. It stands for no other role. */
  | 'INSTALLATION_ADMIN'
  /** Also delegates, reviews and cancels. */
  | 'OPERATOR'
  /** Reads everything in the workspace. */
  | 'VIEWER';

/** What becomes of a stream that was live, when its events wait while thousands of the log pass by: 10,000 unless the gateway is configured otherwise. */
export type SlowReader =
  /** It goes on, and what waited is reduced to the latest event of each task, or of each agent where there is no task. */
  | 'COALESCE'
  /** It ends with the error SLOW_CONSUMER, whose extensions have the cursor to come back with; nothing is lost. */
  | 'DISCONNECT';

/** What tasks can be sorted by. */
export type TaskOrderField =
  /** The moment of delegation. */
  | 'CREATED_AT'
  /** The priority, LOW being the smallest. */
  | 'PRIORITY'
  /** The moment of the last change. */
  | 'UPDATED_AT';

/**
 * How much a task matters. A claim takes the higher first, but waiting counts too: a level is worth ten minutes since a
 * delegator's tasks of a priority were served last.
 */
export type TaskPriority =
  /** Before the usual. */
  | 'HIGH'
  /** It can wait. */
  | 'LOW'
  /** The usual. */
  | 'MEDIUM'
  /** Before everything else. */
  | 'URGENT';

/** Where a task is in its life. The table of moves is in docs/task-states.md. */
export type TaskState =
  /** Nobody needs it any more. Who asked, or a person, may try again. */
  | 'CANCELED'
  /** It is done. Nothing moves it on. */
  | 'COMPLETED'
  /** Too many attempts ended badly. Who asked, or a person, may try again. */
  | 'DEAD_LETTERED'
  /** It did not work out. Who asked, or a person, may try again. */
  | 'FAILED'
  /** The agent has a question. Who asked for the task, or a person, moves it on. */
  | 'INPUT_REQUIRED'
  /** The agent is done. Who asked for the task, or a person, moves it on. */
  | 'IN_REVIEW'
  /** It can be claimed. An agent moves it on. */
  | 'QUEUED'
  /** The agent declined it. Who asked, or a person, may try again. */
  | 'REJECTED'
  /** A dependency is unfinished, or a retry is not due yet. Baton moves it on. */
  | 'WAITING'
  /** An agent holds its lease and works. */
  | 'WORKING';

/** What becomes of who wants to come in. */
export type WorkspaceState =
  /** Whoever has a token or a credential for it may. An administrator of the installation suspends it. */
  | 'ACTIVE'
  /** It is gone for everybody. Baton removes its rows, and then the workspace itself. */
  | 'DELETING'
  /** Nobody may, until an administrator of the installation resumes it, or deletes it. */
  | 'SUSPENDED';

/** A late deliverable to adopt. */
export type AdoptDeliverableInput = {
  /** What to say about it, up to 10,000 characters. */
  comment?: InputMaybe<Scalars['String']['input']>;
  /** The deliverable, which is LATE. */
  deliverableId: Scalars['ID']['input'];
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which events of agents; every given condition holds. */
export type AgentEventFilter = {
  /** About this agent. */
  agentId?: InputMaybe<Scalars['ID']['input']>;
  /** About an agent that was of one of these divisions when it happened; up to 100. */
  divisions?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Of one of these types, for instance AgentCameOnline; up to 100. */
  types?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** Which agents; every given condition holds. */
export type AgentFilter = {
  /** With all of these capabilities. */
  capabilities?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Of one of these divisions. */
  divisions?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Of one of these kinds. */
  kinds?: InputMaybe<Array<AgentKind>>;
  /** Reporting to this agent, directly. */
  reportsToId?: InputMaybe<Scalars['ID']['input']>;
  /** True for those that are retired, false for those that are not. */
  retired?: InputMaybe<Scalars['Boolean']['input']>;
};

/** How agents are sorted. */
export type AgentOrder = {
  /** Which way. */
  direction: OrderDirection;
  /** By what. */
  field: AgentOrderField;
};

/** What an agent may use of a machine. */
export type AgentResourcesInput = {
  /** CPU shares, 1024 to a core, 1 or more. */
  cpuShares?: InputMaybe<Scalars['Int']['input']>;
  /** Memory in MiB, 1 or more. */
  memoryMiB?: InputMaybe<Scalars['Int']['input']>;
};

/** A piece of running text. */
export type AppendOutputInput = {
  /** Its number in the attempt: 1 for the first, and one more for each that follows. One that is there already is a repetition, and is not added again; one that comes before its turn, such as the second of two that are sent at once, is refused: send it again after those that are missing. */
  index: Scalars['Int']['input'];
  /** The token of the caller's lease on it. */
  leaseToken: Scalars['String']['input'];
  /** The task. */
  taskId: Scalars['ID']['input'];
  /** 1 to 8,192 characters. */
  text: Scalars['String']['input'];
};

/** Which records. Every given condition holds; the values of a list are alternatives. */
export type AuditFilter = {
  /** By these subjects. */
  actors?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Of these kinds. */
  kinds?: InputMaybe<Array<AuditKind>>;
  /** Of these mutations or grant types. */
  operations?: InputMaybe<Array<Scalars['String']['input']>>;
  /** With these outcomes. */
  outcomes?: InputMaybe<Array<AuditOutcome>>;
  /** Begun at this moment or later. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** About the object with this typed id; what is UNKNOWN is not found by it. */
  target?: InputMaybe<Scalars['String']['input']>;
  /** Begun before this moment. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A task that nobody needs any more. */
export type CancelTaskInput = {
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Why, up to 10,000 characters. */
  reason?: InputMaybe<Scalars['String']['input']>;
  /** The task. */
  taskId: Scalars['ID']['input'];
};

/** How many tasks to claim, and for how long. */
export type ClaimTasksInput = {
  /** Makes a repetition of this call answer the claims of the first one, with their lease tokens; those whose leases run no more, or stand still for a question, are left out. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The leases' length in seconds, 5 to 3,600; 60 unless told. */
  leaseSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** At most so many, 1 to 100; 1 unless told. */
  limit?: InputMaybe<Scalars['Int']['input']>;
};

/** The end of the work on a task. */
export type CompleteTaskInput = {
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What claimTasks gave with the task. */
  leaseToken: Scalars['String']['input'];
  /** What comes of it, up to 256 KiB of JSON. */
  result?: InputMaybe<Scalars['JSON']['input']>;
  /** The task. */
  taskId: Scalars['ID']['input'];
};

/** The ends of the work on many tasks. */
export type CompleteTasksInput = {
  /** 1 to 100 of them. Of two for the same task the second is tried after the first; those with a key are tried after those without, each in a transaction of its own. */
  items: Array<CompleteTaskInput>;
};

/** Whom a credential is for. */
export type CreateAgentCredentialInput = {
  /** An agent of the workspace. */
  agentId: Scalars['ID']['input'];
  /** Makes a repetition of this call make nothing more: it answers the first one's client id, without the secret. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The new workspace. */
export type CreateWorkspaceInput = {
  /** Makes a repetition of this call make nothing more: it answers the same workspace. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 63 small letters, digits and dashes, the first of them a letter; no other workspace has it. */
  name: Scalars['String']['input'];
};

/** A task that an agent will not do. */
export type DeclineTaskInput = {
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Why, 1 to 10,000 characters. */
  reason: Scalars['String']['input'];
  /** The task, which was handed to the calling agent and which nobody works on. */
  taskId: Scalars['ID']['input'];
};

/** New tasks that hang together. */
export type DelegatePlanInput = {
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The tasks, 1 to 1,000, in any order. Where several of them can be claimed, the first goes first. */
  tasks: Array<PlanTaskInput>;
};

/** A new task. */
export type DelegateTaskInput = {
  /** The agent to hand it to. Without one, any agent with the required capabilities may claim it. */
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  /** When it fails unless it has ended, at most ten years ahead. */
  deadline?: InputMaybe<Scalars['DateTime']['input']>;
  /** The tasks to wait for, at most 100. */
  dependsOn?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What to do, up to 100,000 characters. */
  instructions?: InputMaybe<Scalars['String']['input']>;
  /** Words to find it by: up to 50 of up to 100 characters. */
  labels?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Not to be offered before this moment, at most ten years ahead. */
  notBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** What to say with the hand-over, up to 10,000 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** What happens when a task that it waits for ends other than COMPLETED; WAIT unless told. */
  onDependencyFailure?: InputMaybe<DependencyFailure>;
  /** The task that this is a part of. */
  parentId?: InputMaybe<Scalars['ID']['input']>;
  /** How much it matters; MEDIUM unless told. */
  priority?: InputMaybe<TaskPriority>;
  /** What an agent must be able to do to claim it: up to 50 names of up to 100 characters. */
  requiredCapabilities?: InputMaybe<Array<Scalars['String']['input']>>;
  /** What happens after an attempt ends badly. */
  retryPolicy?: InputMaybe<RetryPolicyInput>;
  /** Whether completing it leads to a review; no unless told. */
  reviewRequired?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether its own worker may review it, where it is also who asked; no unless told. */
  selfReviewAllowed?: InputMaybe<Scalars['Boolean']['input']>;
  /** What the work must meet, up to 256 KiB of JSON. */
  specification?: InputMaybe<Scalars['JSON']['input']>;
  /** What it is called, 1 to 200 characters. */
  title: Scalars['String']['input'];
  /** What sort of work it is, 1 to 100 characters, for instance create-api. */
  type: Scalars['String']['input'];
  /** Without an assignee: only agents below this manager, or itself, may claim it. What a manager delegates is kept to its own subtree unless told otherwise. */
  withinId?: InputMaybe<Scalars['ID']['input']>;
};

/** Which workspace goes, named twice, so that none goes by mistake. */
export type DeleteWorkspaceInput = {
  /** Makes a repetition of this call change nothing more. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Its name, as a confirmation. */
  name: Scalars['String']['input'];
  /** A suspended workspace, not the caller's own. */
  workspaceId: Scalars['ID']['input'];
};

/** Which deliverables; every given condition holds. */
export type DeliverableFilter = {
  /** Handed in by this agent. */
  agentId?: InputMaybe<Scalars['ID']['input']>;
  /** Of one of these kinds. */
  kinds?: InputMaybe<Array<DeliverableKind>>;
  /** In one of these stages of review. */
  reviews?: InputMaybe<Array<DeliverableReview>>;
  /** Handed in for this task. */
  taskId?: InputMaybe<Scalars['ID']['input']>;
};

/** Which events; every given condition holds. */
export type EventFilter = {
  /** About this agent, or this agent's work. */
  agentId?: InputMaybe<Scalars['ID']['input']>;
  /** About an agent, or its work, that was of one of these divisions when it happened; up to 100. */
  divisions?: InputMaybe<Array<Scalars['String']['input']>>;
  /** After which the task was in one of these states; up to 100. */
  states?: InputMaybe<Array<TaskState>>;
  /** About this task. */
  taskId?: InputMaybe<Scalars['ID']['input']>;
  /** Of one of these types, for instance TaskClaimed; up to 100. */
  types?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** The bad end of an attempt. */
export type FailTaskInput = {
  /** A word for programs, 1 to 100 characters. */
  code: Scalars['String']['input'];
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What claimTasks gave with the task. */
  leaseToken: Scalars['String']['input'];
  /** A sentence for people, up to 10,000 characters. */
  message: Scalars['String']['input'];
  /** Whether trying again can help. */
  retryable: Scalars['Boolean']['input'];
  /** The task. */
  taskId: Scalars['ID']['input'];
};

/** A task for another agent. */
export type HandOffTaskInput = {
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What claimTasks gave with the task; left out where nobody works on it yet. */
  leaseToken?: InputMaybe<Scalars['String']['input']>;
  /** What to say with the hand-over, up to 10,000 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The task. */
  taskId: Scalars['ID']['input'];
  /** The agent to hand it to. */
  toAgentId: Scalars['ID']['input'];
};

/** Which workspaces. Every given condition holds; the values of a list are alternatives. */
export type ManagedWorkspaceFilter = {
  /** Of these names. */
  names?: InputMaybe<Array<Scalars['String']['input']>>;
  /** In these states. */
  states?: InputMaybe<Array<WorkspaceState>>;
};

/** Which samples; every given condition holds. A list has 1 to 100 alternatives, but of labels a sample has all. */
export type MetricFilter = {
  /** About one of these agents. */
  agentIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** About an agent that was in one of these divisions. */
  divisions?: InputMaybe<Array<Scalars['String']['input']>>;
  /** With all of these labels. */
  labels?: InputMaybe<Array<MetricLabelInput>>;
  /** About a task of one of these priorities. */
  priorities?: InputMaybe<Array<TaskPriority>>;
  /** About a task of one of these types. */
  taskTypes?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** A name and a value. */
export type MetricLabelInput = {
  /** 1 to 100 characters. */
  name: Scalars['String']['input'];
  /** 1 to 200 characters. */
  value: Scalars['String']['input'];
};

/** One measurement. */
export type MetricSampleInput = {
  /** The agent that it is about. An agent need not give it, and may give only itself. */
  agentId?: InputMaybe<Scalars['ID']['input']>;
  /** What else tells it from others, at most 10. Keep their values few: a metric has 2,000 different series with labels at most, and 10,000 in all, and samples that would make one more count under overflow=true instead. */
  labels?: InputMaybe<Array<MetricLabelInput>>;
  /** A name such as http.server.duration: lower-case letters, digits and _ . - after a letter, 100 characters at most. Names that begin with baton. are Baton's. A workspace has 1,000 names at most. */
  name: Scalars['String']['input'];
  /** The task that it is about. */
  taskId?: InputMaybe<Scalars['ID']['input']>;
  /** When it was measured; now unless told. From 7 days ago to 5 minutes ahead. */
  time?: InputMaybe<Scalars['DateTime']['input']>;
  /** What the value is in, 1 to 32 characters, for instance ms; 1, a plain number, unless told. A metric has one unit. */
  unit?: InputMaybe<Scalars['String']['input']>;
  /** From -1e18 to 1e18. What is nearer to zero than 1e-9 counts as zero in percentiles. */
  value: Scalars['Float']['input'];
};

/** What a client may spend. */
export type PlanInput = {
  /** The points of a full bucket, 1 or more. The client begins with a full one. */
  capacity: Scalars['Long']['input'];
  /** The most that one operation may cost, 1 or more. */
  maxOperationCost: Scalars['Long']['input'];
  /** The points that flow back every second, 1 or more. */
  refillPerSecond: Scalars['Long']['input'];
};

/** A new task of a plan, what it waits for and what it is a part of. */
export type PlanTaskInput = {
  /** The agent to hand it to. Without one, any agent with the required capabilities may claim it. */
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  /** When it fails unless it has ended, at most ten years ahead. */
  deadline?: InputMaybe<Scalars['DateTime']['input']>;
  /** The tasks to wait for that exist already. */
  dependsOn?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** The tasks of the plan to wait for, with dependsOn at most 100. It may wait for a part of its own, and not for what it is a part of. */
  dependsOnKeys?: InputMaybe<Array<Scalars['String']['input']>>;
  /** What to do, up to 100,000 characters. */
  instructions?: InputMaybe<Scalars['String']['input']>;
  /** What the plan calls it: 1 to 100 characters, unique in the plan, and of no meaning after it. */
  key: Scalars['String']['input'];
  /** Words to find it by: up to 50 of up to 100 characters. */
  labels?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Not to be offered before this moment, at most ten years ahead. */
  notBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** What to say with the hand-over, up to 10,000 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** What happens when a task that it waits for ends other than COMPLETED; WAIT unless told. */
  onDependencyFailure?: InputMaybe<DependencyFailure>;
  /** The task that this is a part of, where that exists already. */
  parentId?: InputMaybe<Scalars['ID']['input']>;
  /** The task of the plan that this is a part of, whoever does that one. */
  parentKey?: InputMaybe<Scalars['String']['input']>;
  /** How much it matters; MEDIUM unless told. */
  priority?: InputMaybe<TaskPriority>;
  /** What an agent must be able to do to claim it: up to 50 names of up to 100 characters. */
  requiredCapabilities?: InputMaybe<Array<Scalars['String']['input']>>;
  /** What happens after an attempt ends badly. */
  retryPolicy?: InputMaybe<RetryPolicyInput>;
  /** Whether completing it leads to a review; no unless told. */
  reviewRequired?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether its own worker may review it, where it is also who asked; no unless told. */
  selfReviewAllowed?: InputMaybe<Scalars['Boolean']['input']>;
  /** What the work must meet, up to 256 KiB of JSON. */
  specification?: InputMaybe<Scalars['JSON']['input']>;
  /** What it is called, 1 to 200 characters. */
  title: Scalars['String']['input'];
  /** What sort of work it is, 1 to 100 characters, for instance create-api. */
  type: Scalars['String']['input'];
  /** Without an assignee: only agents below this manager, or itself, may claim it. What a manager delegates is kept to its own subtree unless told otherwise. */
  withinId?: InputMaybe<Scalars['ID']['input']>;
};

/** An answer to an agent's question. */
export type ProvideInputInput = {
  /** What the agent has to know, up to 256 KiB of JSON. */
  answer: Scalars['JSON']['input'];
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The task. */
  taskId: Scalars['ID']['input'];
};

/** Samples to record. */
export type RecordMetricsInput = {
  /** Makes a repetition of this call record nothing more. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 1,000 samples. */
  samples: Array<MetricSampleInput>;
};

/** A new agent. */
export type RegisterAgentInput = {
  /** What it can do: up to 100 names of up to 100 characters. */
  capabilities?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The name that people see, 1 to 200 characters; the handle unless told. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** The part of the organisation it works for, up to 100 characters. */
  division?: InputMaybe<Scalars['String']['input']>;
  /** Lower-case letters, digits and hyphens, 1 to 64 of them, starting with a letter; unique in the workspace. */
  handle: Scalars['String']['input'];
  /** Makes a repetition of this call answer the first one's agent. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What it is in its team. */
  kind: AgentKind;
  /** How many tasks it may hold at once, 1 to 1,000; 1 unless told. */
  maxConcurrentTasks?: InputMaybe<Scalars['Int']['input']>;
  /** The model it runs on, up to 100 characters. */
  model?: InputMaybe<Scalars['String']['input']>;
  /** Its manager. */
  reportsToId?: InputMaybe<Scalars['ID']['input']>;
  /** What it may use of a machine. */
  resources?: InputMaybe<AgentResourcesInput>;
  /** What it has at hand: up to 100 names of up to 100 characters. */
  tools?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** A task to give back. */
export type ReleaseTaskInput = {
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What claimTasks gave with the task. */
  leaseToken: Scalars['String']['input'];
  /** Why, up to 10,000 characters. */
  reason?: InputMaybe<Scalars['String']['input']>;
  /** The task. */
  taskId: Scalars['ID']['input'];
};

/** The lease to renew. */
export type RenewLeaseInput = {
  /** The new length in seconds from now, 5 to 3,600; as long as it was claimed for unless told. */
  leaseSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** What claimTasks gave with the task. */
  leaseToken: Scalars['String']['input'];
  /** The task. */
  taskId: Scalars['ID']['input'];
};

/** How far the work has come. */
export type ReportProgressInput = {
  /** What claimTasks gave with the task. */
  leaseToken: Scalars['String']['input'];
  /** What to say about it, up to 10,000 characters. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** The milestone just passed, up to 200 characters. */
  milestone?: InputMaybe<Scalars['String']['input']>;
  /** From 0 to 100, and never less than reported before in this attempt. */
  percent: Scalars['Int']['input'];
  /** The task. */
  taskId: Scalars['ID']['input'];
};

/** How far the work on many tasks has come. */
export type ReportProgressOnTasksInput = {
  /** 1 to 100 of them. Of two for the same task the second is tried after the first. */
  items: Array<ReportProgressInput>;
};

/** An agent's question. */
export type RequestInputInput = {
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What claimTasks gave with the task. */
  leaseToken: Scalars['String']['input'];
  /** What the agent has to know, 1 to 10,000 characters. */
  question: Scalars['String']['input'];
  /** The task. */
  taskId: Scalars['ID']['input'];
};

/** Which workspace opens again. */
export type ResumeWorkspaceInput = {
  /** Makes a repetition of this call change nothing more. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** A suspended workspace. */
  workspaceId: Scalars['ID']['input'];
};

/** An agent that is to be retired. */
export type RetireAgentInput = {
  /** The agent. */
  agentId: Scalars['ID']['input'];
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What happens after an attempt ends badly; what is left out has its default. */
export type RetryPolicyInput = {
  /** What each further delay is multiplied by, 1 to 10; 2 unless told. */
  factor?: InputMaybe<Scalars['Float']['input']>;
  /** The delay before the second attempt, in milliseconds, 0 to 86,400,000; 1,000 unless told. */
  firstDelayMs?: InputMaybe<Scalars['Long']['input']>;
  /** By how much of itself a delay may vary, 0 to 1; 0.2 unless told. */
  jitter?: InputMaybe<Scalars['Float']['input']>;
  /** How many attempts may end badly, 1 to 100; 3 unless told. */
  maxAttempts?: InputMaybe<Scalars['Int']['input']>;
  /** The longest delay, in milliseconds, 0 to 86,400,000; 300,000 unless told. */
  maxDelayMs?: InputMaybe<Scalars['Long']['input']>;
};

/** A task to try again, and what is different now. */
export type RetryTaskInput = {
  /** The agent to hand it to; as before unless told. */
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  /** When it fails unless it has ended; as before unless told, and none where that has passed. */
  deadline?: InputMaybe<Scalars['DateTime']['input']>;
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What to say about it, up to 10,000 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** A task that is FAILED, DEAD_LETTERED, REJECTED or CANCELED. */
  taskId: Scalars['ID']['input'];
};

/** Tasks to try again. */
export type RetryTasksInput = {
  /** Which of those that are FAILED, DEAD_LETTERED, REJECTED or CANCELED, for instance by states and types. */
  filter: TaskFilter;
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** At most so many, 1 to 1,000; 100 unless told. */
  limit?: InputMaybe<Scalars['Int']['input']>;
  /** What to say about it, up to 10,000 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
};

/** A verdict on a deliverable. */
export type ReviewDeliverableInput = {
  /** What to say about it, up to 10,000 characters; required with REQUEST_CHANGES. */
  comment?: InputMaybe<Scalars['String']['input']>;
  /** The verdict. */
  decision: ReviewDecision;
  /** The deliverable. */
  deliverableId: Scalars['ID']['input'];
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** A verdict on a task in review. */
export type ReviewTaskInput = {
  /** What to say about it, up to 10,000 characters; required with REQUEST_CHANGES. */
  comment?: InputMaybe<Scalars['String']['input']>;
  /** The verdict. */
  decision: ReviewDecision;
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The task. */
  taskId: Scalars['ID']['input'];
};

/** Which credential ends. */
export type RevokeAgentCredentialInput = {
  /** The credential's client id. */
  clientId: Scalars['String']['input'];
};

/** Which credential gets another secret. */
export type RotateAgentCredentialInput = {
  /** The credential's client id. */
  clientId: Scalars['String']['input'];
  /** Makes a repetition of this call change nothing more: it answers without the secret. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** For how many seconds the secret until now, and what was got by it, stays good: 0, which ends it at once, to 604800, a week. */
  overlapSeconds?: Scalars['Int']['input'];
};

/** Whose plan, and which. */
export type SetClientPlanInput = {
  /** The plan, or null to put the client back on that of its roles. */
  plan?: InputMaybe<PlanInput>;
  /** The subject of the client's tokens; an agent's is its id. */
  subject: Scalars['String']['input'];
};

/** Something to hand in: content or a URI, not both. */
export type SubmitDeliverableInput = {
  /** The text itself, up to 512 KiB. */
  content?: InputMaybe<Scalars['String']['input']>;
  /** Makes a repetition of this call answer what the first one did. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What sort of thing it is. */
  kind: DeliverableKind;
  /** What claimTasks gave with the task. */
  leaseToken: Scalars['String']['input'];
  /** Its media type, for instance text/markdown; text/plain unless told. */
  mediaType?: InputMaybe<Scalars['String']['input']>;
  /** Its name, 1 to 200 characters in one line, without spaces around it. */
  name: Scalars['String']['input'];
  /** The SHA-256 of its bytes, 64 lower-case hexadecimal digits: kept for a URI; for content it need not be said, and must agree. */
  sha256?: InputMaybe<Scalars['String']['input']>;
  /** Its size in bytes: kept for a URI; for content it need not be said, and must agree. */
  size?: InputMaybe<Scalars['Long']['input']>;
  /** The task. */
  taskId: Scalars['ID']['input'];
  /** Where it is, where it is not here: an http or https URL of up to 2,000 characters, without a password. */
  uri?: InputMaybe<Scalars['Url']['input']>;
};

/** Which workspace lets nobody in any more. */
export type SuspendWorkspaceInput = {
  /** Makes a repetition of this call change nothing more. Kept for at least a day. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** For the other administrators of the installation, 1 to 1,000 characters; its people are not told. */
  reason: Scalars['String']['input'];
  /** An active workspace, not the caller's own. */
  workspaceId: Scalars['ID']['input'];
};

/** Which events of tasks; every given condition holds. */
export type TaskEventFilter = {
  /** About work of this agent. */
  agentId?: InputMaybe<Scalars['ID']['input']>;
  /** About work of an agent that was of one of these divisions when it happened; up to 100. */
  divisions?: InputMaybe<Array<Scalars['String']['input']>>;
  /** About tasks with all of these labels; up to 100. */
  labels?: InputMaybe<Array<Scalars['String']['input']>>;
  /** About tasks of one of these priorities; up to 100. */
  priorities?: InputMaybe<Array<TaskPriority>>;
  /** After which the task was in one of these states; up to 100. */
  states?: InputMaybe<Array<TaskState>>;
  /** About this task or any task below it. */
  subtreeOf?: InputMaybe<Scalars['ID']['input']>;
  /** About this task. */
  taskId?: InputMaybe<Scalars['ID']['input']>;
  /** Of one of these types, for instance TaskClaimed; up to 100. */
  types?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** Which tasks; every given condition holds. */
export type TaskFilter = {
  /** Assigned to this agent. */
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  /** With all of these labels. */
  labels?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Parts of this task, directly. */
  parentId?: InputMaybe<Scalars['ID']['input']>;
  /** Of one of these priorities. */
  priorities?: InputMaybe<Array<TaskPriority>>;
  /** In one of these states. */
  states?: InputMaybe<Array<TaskState>>;
  /** Of one of these types. */
  types?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** How tasks are sorted. */
export type TaskOrder = {
  /** Which way. */
  direction: OrderDirection;
  /** By what. */
  field: TaskOrderField;
};

/** Changes of an agent: what is left out stays, and null clears what may be empty. */
export type UpdateAgentInput = {
  /** The agent to change. */
  agentId: Scalars['ID']['input'];
  /** What it can do: up to 100 names of up to 100 characters. */
  capabilities?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The name that people see, 1 to 200 characters. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** The part of the organisation it works for, up to 100 characters. */
  division?: InputMaybe<Scalars['String']['input']>;
  /** What it is in its team. */
  kind?: InputMaybe<AgentKind>;
  /** How many tasks it may hold at once, 1 to 1,000. */
  maxConcurrentTasks?: InputMaybe<Scalars['Int']['input']>;
  /** The model it runs on, up to 100 characters. */
  model?: InputMaybe<Scalars['String']['input']>;
  /** Its manager; null puts it at the top of a tree. */
  reportsToId?: InputMaybe<Scalars['ID']['input']>;
  /** What it may use of a machine. */
  resources?: InputMaybe<AgentResourcesInput>;
  /** What it has at hand: up to 100 names of up to 100 characters. */
  tools?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type CreateAgentCredentialMutationVariables = Exact<{
  input: CreateAgentCredentialInput;
}>;


export type CreateAgentCredentialMutation = { createAgentCredential: { clientId?: string | null, clientSecret?: string | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type CreateWorkspaceMutationVariables = Exact<{
  input: CreateWorkspaceInput;
}>;


export type CreateWorkspaceMutation = { createWorkspace: { workspace?: { id: string, name: string, state: WorkspaceState } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type DeleteWorkspaceMutationVariables = Exact<{
  input: DeleteWorkspaceInput;
}>;


export type DeleteWorkspaceMutation = { deleteWorkspace: { workspace?: { id: string, name: string, state: WorkspaceState } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type RegisterAgentMutationVariables = Exact<{
  input: RegisterAgentInput;
}>;


export type RegisterAgentMutation = { registerAgent: { agent?: { id: string, handle: string } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type ResumeWorkspaceMutationVariables = Exact<{
  input: ResumeWorkspaceInput;
}>;


export type ResumeWorkspaceMutation = { resumeWorkspace: { workspace?: { id: string, name: string, state: WorkspaceState } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type RetireAgentMutationVariables = Exact<{
  input: RetireAgentInput;
}>;


export type RetireAgentMutation = { retireAgent: { agent?: { id: string, retiredAt?: string | null } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type SuspendWorkspaceMutationVariables = Exact<{
  input: SuspendWorkspaceInput;
}>;


export type SuspendWorkspaceMutation = { suspendWorkspace: { workspace?: { id: string, name: string, state: WorkspaceState } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type UpdateAgentMutationVariables = Exact<{
  input: UpdateAgentInput;
}>;


export type UpdateAgentMutation = { updateAgent: { agent?: { id: string, handle: string } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type WorkspacesQueryVariables = Exact<{
  filter?: InputMaybe<ManagedWorkspaceFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type WorkspacesQuery = { workspaces: { nodes: Array<{ id: string, name: string, state: WorkspaceState, createdAt: string, suspendedAt?: string | null, suspendedReason?: string | null }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } };

export type AppendOutputMutationVariables = Exact<{
  input: AppendOutputInput;
}>;


export type AppendOutputMutation = { appendOutput: { kept: boolean, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type ClaimTasksMutationVariables = Exact<{
  input: ClaimTasksInput;
}>;


export type ClaimTasksMutation = { claimTasks: { claims: Array<{ leaseToken: string, leaseExpiresAt: string, attempt: { id: string, number: number }, task: { id: string, title: string, instructions: string, type: string, priority: TaskPriority, specification?: any | null, labels: Array<string>, deadline?: string | null, question?: string | null, answer?: any | null, parent?: { id: string, title: string } | null, dependencies: Array<{ id: string, title: string, result?: any | null }>, deliverables: { nodes: Array<{ id: string, name: string, revision: number, review: DeliverableReview, comment?: string | null }> } } }>, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type CompleteTaskMutationVariables = Exact<{
  input: CompleteTaskInput;
}>;


export type CompleteTaskMutation = { completeTask: { task?: { id: string, state: TaskState } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type CompleteTasksMutationVariables = Exact<{
  input: CompleteTasksInput;
}>;


export type CompleteTasksMutation = { completeTasks: { results: Array<{ task?: { id: string, state: TaskState } | null, problems: Array<(
        { code: string, message: string }
        & { __typename: 'Conflict' | 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'InvalidInput' | 'LeaseLost' | 'NotFound' }
      )> }>, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type DeclineTaskMutationVariables = Exact<{
  input: DeclineTaskInput;
}>;


export type DeclineTaskMutation = { declineTask: { task?: { id: string, state: TaskState } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type FailTaskMutationVariables = Exact<{
  input: FailTaskInput;
}>;


export type FailTaskMutation = { failTask: { task?: { id: string, state: TaskState, strikes: number, notBefore?: string | null } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type HandOffTaskMutationVariables = Exact<{
  input: HandOffTaskInput;
}>;


export type HandOffTaskMutation = { handOffTask: { task?: { id: string, state: TaskState } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type HeartbeatMutationVariables = Exact<{ [key: string]: never; }>;


export type HeartbeatMutation = { heartbeat: { agent?: { id: string, presence: AgentPresence } | null, problems: Array<(
      { code: string, message: string }
      & { __typename: 'Conflict' | 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'InvalidInput' | 'LeaseLost' | 'NotFound' }
    )> } };

export type InboxSubscriptionVariables = Exact<{
  agentId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type InboxSubscription = { taskEvents: (
    { cursor: string, time: string, taskId: string, state: TaskState }
    & { __typename: 'AttemptFailed' | 'DeliverableAdopted' | 'DeliverableReviewed' | 'DeliverableSubmitted' | 'InputRequested' | 'LeaseExpired' | 'LeaseRenewed' | 'ProgressReported' | 'TaskClaimed' | 'TaskCompleted' | 'TaskDeadLettered' | 'TaskDeclined' | 'TaskDelegated' | 'TaskFailed' | 'TaskHandedOff' | 'TaskQueued' | 'TaskReleased' | 'TaskRetried' | 'TaskSubmittedForReview' }
  ) | (
    { answer: any, cursor: string, time: string, taskId: string, state: TaskState }
    & { __typename: 'InputProvided' }
  ) | (
    { completed: number, notCompleted: number, cursor: string, time: string, taskId: string, state: TaskState }
    & { __typename: 'SubtasksSettled' }
  ) | (
    { reason?: string | null, cursor: string, time: string, taskId: string, state: TaskState }
    & { __typename: 'TaskCanceled' }
  ) | (
    { comment: string, cursor: string, time: string, taskId: string, state: TaskState }
    & { __typename: 'TaskChangesRequested' }
  ) };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { viewer: { agent?: { id: string, handle: string, displayName: string, kind: AgentKind, maxConcurrentTasks: number, tasks: { nodes: Array<{ id: string, title: string, state: TaskState }> } } | null } };

export type ReleaseTaskMutationVariables = Exact<{
  input: ReleaseTaskInput;
}>;


export type ReleaseTaskMutation = { releaseTask: { task?: { id: string, state: TaskState } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type RenewLeaseMutationVariables = Exact<{
  input: RenewLeaseInput;
}>;


export type RenewLeaseMutation = { renewLease: { leaseExpiresAt?: string | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type ReportProgressMutationVariables = Exact<{
  input: ReportProgressInput;
}>;


export type ReportProgressMutation = { reportProgress: { leaseExpiresAt?: string | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type ReportProgressOnTasksMutationVariables = Exact<{
  input: ReportProgressOnTasksInput;
}>;


export type ReportProgressOnTasksMutation = { reportProgressOnTasks: { results: Array<{ leaseExpiresAt?: string | null, problems: Array<(
        { code: string, message: string }
        & { __typename: 'Conflict' | 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'InvalidInput' | 'LeaseLost' | 'NotFound' }
      )> }>, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type RequestInputMutationVariables = Exact<{
  input: RequestInputInput;
}>;


export type RequestInputMutation = { requestInput: { task?: { id: string, state: TaskState } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type SubmitDeliverableMutationVariables = Exact<{
  input: SubmitDeliverableInput;
}>;


export type SubmitDeliverableMutation = { submitDeliverable: { deliverable?: { id: string, revision: number, review: DeliverableReview, sha256?: string | null } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type WorkOffersSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type WorkOffersSubscription = { workOffers: { available: number, room: number, at: string } };

export type ActivityQueryVariables = Exact<{
  before?: InputMaybe<Scalars['String']['input']>;
}>;


export type ActivityQuery = { events: { nodes: Array<(
      { agentId: string, id: string, cursor: string, time: string, actor: string }
      & { __typename: 'AgentCameOnline' | 'AgentRegistered' | 'AgentRelieved' | 'AgentRetired' | 'AgentUpdated' | 'AgentWentOffline' }
    ) | (
      { taskId: string, state: TaskState, strikes: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null, failure: { code: string, message: string } }
      & { __typename: 'AttemptFailed' | 'TaskDeadLettered' }
    ) | (
      { taskId: string, state: TaskState, name: string, revision: number, id: string, cursor: string, time: string, actor: string, remark?: string | null, task?: { id: string, title: string } | null }
      & { __typename: 'DeliverableAdopted' }
    ) | (
      { taskId: string, state: TaskState, name: string, revision: number, review: DeliverableReview, id: string, cursor: string, time: string, actor: string, remark?: string | null, task?: { id: string, title: string } | null }
      & { __typename: 'DeliverableReviewed' }
    ) | (
      { taskId: string, state: TaskState, name: string, revision: number, late: boolean, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
      & { __typename: 'DeliverableSubmitted' }
    ) | (
      { taskId: string, state: TaskState, answer: any, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
      & { __typename: 'InputProvided' }
    ) | (
      { taskId: string, state: TaskState, question: string, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
      & { __typename: 'InputRequested' }
    ) | (
      { taskId: string, state: TaskState, strikes: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
      & { __typename: 'LeaseExpired' }
    ) | (
      { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
      & { __typename: 'LeaseRenewed' | 'TaskCompleted' | 'TaskDelegated' | 'TaskQueued' | 'TaskSubmittedForReview' }
    ) | (
      { taskId: string, state: TaskState, percent: number, milestone?: string | null, message?: string | null, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
      & { __typename: 'ProgressReported' }
    ) | (
      { taskId: string, state: TaskState, completed: number, notCompleted: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
      & { __typename: 'SubtasksSettled' }
    ) | (
      { taskId: string, state: TaskState, reason?: string | null, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
      & { __typename: 'TaskCanceled' | 'TaskReleased' }
    ) | (
      { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, asked: string, task?: { id: string, title: string } | null }
      & { __typename: 'TaskChangesRequested' }
    ) | (
      { taskId: string, state: TaskState, attemptNumber: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
      & { __typename: 'TaskClaimed' }
    ) | (
      { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, why: string, task?: { id: string, title: string } | null }
      & { __typename: 'TaskDeclined' }
    ) | (
      { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null, failure: { code: string, message: string } }
      & { __typename: 'TaskFailed' }
    ) | (
      { taskId: string, state: TaskState, note?: string | null, id: string, cursor: string, time: string, actor: string, handedTo: string, task?: { id: string, title: string } | null }
      & { __typename: 'TaskHandedOff' }
    ) | (
      { taskId: string, state: TaskState, note?: string | null, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
      & { __typename: 'TaskRetried' }
    )>, pageInfo: { hasPreviousPage: boolean, startCursor?: string | null } } };

type Told_DXm5Ic18bPi7z6bG0MjTCznBwoR3aX5ipdfcoHm_Fragment = (
  { agentId: string, id: string, cursor: string, time: string, actor: string }
  & { __typename: 'AgentCameOnline' | 'AgentRegistered' | 'AgentRelieved' | 'AgentRetired' | 'AgentUpdated' | 'AgentWentOffline' }
);

type Told_AttemptFailed_TaskDeadLettered_Fragment = (
  { taskId: string, state: TaskState, strikes: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null, failure: { code: string, message: string } }
  & { __typename: 'AttemptFailed' | 'TaskDeadLettered' }
);

type Told_DeliverableAdopted_Fragment = (
  { taskId: string, state: TaskState, name: string, revision: number, id: string, cursor: string, time: string, actor: string, remark?: string | null, task?: { id: string, title: string } | null }
  & { __typename: 'DeliverableAdopted' }
);

type Told_DeliverableReviewed_Fragment = (
  { taskId: string, state: TaskState, name: string, revision: number, review: DeliverableReview, id: string, cursor: string, time: string, actor: string, remark?: string | null, task?: { id: string, title: string } | null }
  & { __typename: 'DeliverableReviewed' }
);

type Told_DeliverableSubmitted_Fragment = (
  { taskId: string, state: TaskState, name: string, revision: number, late: boolean, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
  & { __typename: 'DeliverableSubmitted' }
);

type Told_InputProvided_Fragment = (
  { taskId: string, state: TaskState, answer: any, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
  & { __typename: 'InputProvided' }
);

type Told_InputRequested_Fragment = (
  { taskId: string, state: TaskState, question: string, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
  & { __typename: 'InputRequested' }
);

type Told_LeaseExpired_Fragment = (
  { taskId: string, state: TaskState, strikes: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
  & { __typename: 'LeaseExpired' }
);

type Told_KFh3drvr2s86sgtFUr2thf4p1Csm6VnUbYxHi8fL3Hc_Fragment = (
  { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
  & { __typename: 'LeaseRenewed' | 'TaskCompleted' | 'TaskDelegated' | 'TaskQueued' | 'TaskSubmittedForReview' }
);

type Told_ProgressReported_Fragment = (
  { taskId: string, state: TaskState, percent: number, milestone?: string | null, message?: string | null, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
  & { __typename: 'ProgressReported' }
);

type Told_SubtasksSettled_Fragment = (
  { taskId: string, state: TaskState, completed: number, notCompleted: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
  & { __typename: 'SubtasksSettled' }
);

type Told_TaskCanceled_TaskReleased_Fragment = (
  { taskId: string, state: TaskState, reason?: string | null, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
  & { __typename: 'TaskCanceled' | 'TaskReleased' }
);

type Told_TaskChangesRequested_Fragment = (
  { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, asked: string, task?: { id: string, title: string } | null }
  & { __typename: 'TaskChangesRequested' }
);

type Told_TaskClaimed_Fragment = (
  { taskId: string, state: TaskState, attemptNumber: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
  & { __typename: 'TaskClaimed' }
);

type Told_TaskDeclined_Fragment = (
  { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, why: string, task?: { id: string, title: string } | null }
  & { __typename: 'TaskDeclined' }
);

type Told_TaskFailed_Fragment = (
  { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null, failure: { code: string, message: string } }
  & { __typename: 'TaskFailed' }
);

type Told_TaskHandedOff_Fragment = (
  { taskId: string, state: TaskState, note?: string | null, id: string, cursor: string, time: string, actor: string, handedTo: string, task?: { id: string, title: string } | null }
  & { __typename: 'TaskHandedOff' }
);

type Told_TaskRetried_Fragment = (
  { taskId: string, state: TaskState, note?: string | null, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
  & { __typename: 'TaskRetried' }
);

export type ToldFragment = Told_DXm5Ic18bPi7z6bG0MjTCznBwoR3aX5ipdfcoHm_Fragment | Told_AttemptFailed_TaskDeadLettered_Fragment | Told_DeliverableAdopted_Fragment | Told_DeliverableReviewed_Fragment | Told_DeliverableSubmitted_Fragment | Told_InputProvided_Fragment | Told_InputRequested_Fragment | Told_LeaseExpired_Fragment | Told_KFh3drvr2s86sgtFUr2thf4p1Csm6VnUbYxHi8fL3Hc_Fragment | Told_ProgressReported_Fragment | Told_SubtasksSettled_Fragment | Told_TaskCanceled_TaskReleased_Fragment | Told_TaskChangesRequested_Fragment | Told_TaskClaimed_Fragment | Told_TaskDeclined_Fragment | Told_TaskFailed_Fragment | Told_TaskHandedOff_Fragment | Told_TaskRetried_Fragment;

export type ActivityStreamSubscriptionVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ActivityStreamSubscription = { events: (
    { agentId: string, id: string, cursor: string, time: string, actor: string }
    & { __typename: 'AgentCameOnline' | 'AgentRegistered' | 'AgentRelieved' | 'AgentRetired' | 'AgentUpdated' | 'AgentWentOffline' }
  ) | (
    { taskId: string, state: TaskState, strikes: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null, failure: { code: string, message: string } }
    & { __typename: 'AttemptFailed' | 'TaskDeadLettered' }
  ) | (
    { taskId: string, state: TaskState, name: string, revision: number, id: string, cursor: string, time: string, actor: string, remark?: string | null, task?: { id: string, title: string } | null }
    & { __typename: 'DeliverableAdopted' }
  ) | (
    { taskId: string, state: TaskState, name: string, revision: number, review: DeliverableReview, id: string, cursor: string, time: string, actor: string, remark?: string | null, task?: { id: string, title: string } | null }
    & { __typename: 'DeliverableReviewed' }
  ) | (
    { taskId: string, state: TaskState, name: string, revision: number, late: boolean, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
    & { __typename: 'DeliverableSubmitted' }
  ) | (
    { taskId: string, state: TaskState, answer: any, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
    & { __typename: 'InputProvided' }
  ) | (
    { taskId: string, state: TaskState, question: string, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
    & { __typename: 'InputRequested' }
  ) | (
    { taskId: string, state: TaskState, strikes: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
    & { __typename: 'LeaseExpired' }
  ) | (
    { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
    & { __typename: 'LeaseRenewed' | 'TaskCompleted' | 'TaskDelegated' | 'TaskQueued' | 'TaskSubmittedForReview' }
  ) | (
    { taskId: string, state: TaskState, percent: number, milestone?: string | null, message?: string | null, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
    & { __typename: 'ProgressReported' }
  ) | (
    { taskId: string, state: TaskState, completed: number, notCompleted: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
    & { __typename: 'SubtasksSettled' }
  ) | (
    { taskId: string, state: TaskState, reason?: string | null, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
    & { __typename: 'TaskCanceled' | 'TaskReleased' }
  ) | (
    { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, asked: string, task?: { id: string, title: string } | null }
    & { __typename: 'TaskChangesRequested' }
  ) | (
    { taskId: string, state: TaskState, attemptNumber: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
    & { __typename: 'TaskClaimed' }
  ) | (
    { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, why: string, task?: { id: string, title: string } | null }
    & { __typename: 'TaskDeclined' }
  ) | (
    { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null, failure: { code: string, message: string } }
    & { __typename: 'TaskFailed' }
  ) | (
    { taskId: string, state: TaskState, note?: string | null, id: string, cursor: string, time: string, actor: string, handedTo: string, task?: { id: string, title: string } | null }
    & { __typename: 'TaskHandedOff' }
  ) | (
    { taskId: string, state: TaskState, note?: string | null, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
    & { __typename: 'TaskRetried' }
  ) };

export type BoardQueryVariables = Exact<{
  states: Array<TaskState> | TaskState;
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type BoardQuery = { tasks: { nodes: Array<{ id: string, title: string, type: string, state: TaskState, priority: TaskPriority, labels: Array<string>, strikes: number, updatedAt: string, question?: string | null, assignee?: { id: string } | null, parent?: { id: string, title: string } | null, progress: { percent: number, milestone?: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } };

export type CardFragment = { id: string, title: string, type: string, state: TaskState, priority: TaskPriority, labels: Array<string>, strikes: number, updatedAt: string, question?: string | null, assignee?: { id: string } | null, parent?: { id: string, title: string } | null, progress: { percent: number, milestone?: string | null } };

export type ChartsQueryVariables = Exact<{
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
  bucket: MetricBucket;
}>;


export type ChartsQuery = { completed: Array<{ name: string, unit: string, points: Array<{ start: string, count: number, sum: number, p50: number, p95: number }>, total: { count: number, sum: number, p50?: number | null, p95?: number | null } }>, delegated: Array<{ name: string, unit: string, points: Array<{ start: string, count: number, sum: number, p50: number, p95: number }>, total: { count: number, sum: number, p50?: number | null, p95?: number | null } }>, strikes: Array<{ name: string, unit: string, points: Array<{ start: string, count: number, sum: number, p50: number, p95: number }>, total: { count: number, sum: number, p50?: number | null, p95?: number | null } }>, dead: Array<{ name: string, unit: string, points: Array<{ start: string, count: number, sum: number, p50: number, p95: number }>, total: { count: number, sum: number, p50?: number | null, p95?: number | null } }>, waits: Array<{ name: string, unit: string, points: Array<{ start: string, count: number, sum: number, p50: number, p95: number }>, total: { count: number, sum: number, p50?: number | null, p95?: number | null } }>, runs: Array<{ name: string, unit: string, points: Array<{ start: string, count: number, sum: number, p50: number, p95: number }>, total: { count: number, sum: number, p50?: number | null, p95?: number | null } }> };

export type SeriesFragment = { name: string, unit: string, points: Array<{ start: string, count: number, sum: number, p50: number, p95: number }>, total: { count: number, sum: number, p50?: number | null, p95?: number | null } };

export type CrewQueryVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type CrewQuery = { agents: { nodes: Array<{ id: string, handle: string, displayName: string, kind: AgentKind, division?: string | null, model?: string | null, capabilities: Array<string>, maxConcurrentTasks: number, presence: AgentPresence, lastSeenAt?: string | null, reportsTo?: { id: string } | null, tasks: { nodes: Array<{ id: string, title: string, state: TaskState, updatedAt: string, progress: { percent: number, milestone?: string | null } }>, pageInfo: { hasNextPage: boolean } } }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } };

export type DeadLettersQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type DeadLettersQuery = { deadLetters: { totalCount: number, nodes: Array<{ id: string, title: string, type: string, priority: TaskPriority, strikes: number, endedAt?: string | null, assignee?: { id: string, handle: string, displayName: string } | null, failure?: { code: string, message: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } };

export type DeliverableContentQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type DeliverableContentQuery = { node?: { id: string, content?: string | null } | null };

export type HeadQueryVariables = Exact<{ [key: string]: never; }>;


export type HeadQuery = { workspace: { head: string } };

export type LiveSubscriptionVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type LiveSubscription = { events: (
    { agentId: string, id: string, cursor: string, time: string, agent?: { id: string, handle: string, displayName: string, kind: AgentKind, division?: string | null, model?: string | null, capabilities: Array<string>, maxConcurrentTasks: number, presence: AgentPresence, lastSeenAt?: string | null, retiredAt?: string | null, reportsTo?: { id: string } | null } | null }
    & { __typename: 'AgentCameOnline' | 'AgentRegistered' | 'AgentRelieved' | 'AgentRetired' | 'AgentUpdated' | 'AgentWentOffline' }
  ) | (
    { taskId: string, state: TaskState, id: string, cursor: string, time: string, task?: { id: string, title: string, type: string, state: TaskState, priority: TaskPriority, labels: Array<string>, strikes: number, updatedAt: string, question?: string | null, assignee?: { id: string } | null, parent?: { id: string, title: string } | null, progress: { percent: number, milestone?: string | null } } | null }
    & { __typename: 'AttemptFailed' | 'DeliverableAdopted' | 'DeliverableReviewed' | 'DeliverableSubmitted' | 'InputProvided' | 'InputRequested' | 'LeaseExpired' | 'LeaseRenewed' | 'ProgressReported' | 'SubtasksSettled' | 'TaskCanceled' | 'TaskChangesRequested' | 'TaskClaimed' | 'TaskCompleted' | 'TaskDeadLettered' | 'TaskDeclined' | 'TaskDelegated' | 'TaskFailed' | 'TaskHandedOff' | 'TaskQueued' }
  ) | (
    { taskId: string, state: TaskState, id: string, cursor: string, time: string, task?: { id: string, title: string, type: string, state: TaskState, priority: TaskPriority, labels: Array<string>, strikes: number, updatedAt: string, question?: string | null, assignee?: { id: string } | null, parent?: { id: string, title: string } | null, progress: { percent: number, milestone?: string | null } } | null }
    & { __typename: 'TaskReleased' | 'TaskRetried' | 'TaskSubmittedForReview' }
  ) };

export type OverviewQueryVariables = Exact<{ [key: string]: never; }>;


export type OverviewQuery = { viewer: { subject: string, roles: Array<Role>, agent?: { id: string, handle: string, displayName: string } | null }, workspace: { id: string, name: string, head: string, taskCounts: Array<{ state: TaskState, count: number }> } };

export type TaskOutputSubscriptionVariables = Exact<{
  taskId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type TaskOutputSubscription = { taskOutput: { cursor: string, attempt: number, index: number, text: string, time: string } };

export type TaskPageQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type TaskPageQuery = { task?: { id: string, title: string, instructions: string, type: string, state: TaskState, priority: TaskPriority, specification?: any | null, labels: Array<string>, requiredCapabilities: Array<string>, requester: string, strikes: number, reviewRequired: boolean, notBefore?: string | null, deadline?: string | null, question?: string | null, answer?: any | null, result?: any | null, createdAt: string, updatedAt: string, endedAt?: string | null, failure?: { code: string, message: string } | null, retryPolicy: { maxAttempts: number }, progress: { percent: number, milestone?: string | null, message?: string | null, derived: boolean }, assignee?: { id: string, handle: string, displayName: string } | null, requestedBy?: { id: string, handle: string, displayName: string } | null, parent?: { id: string, title: string, state: TaskState } | null, dependencies: Array<{ id: string, title: string, state: TaskState }>, dependents: { nodes: Array<{ id: string, title: string, state: TaskState }> }, subtasks: { nodes: Array<{ id: string, title: string, state: TaskState, assignee?: { id: string, handle: string, displayName: string } | null, progress: { percent: number }, dependencies: Array<{ id: string }> }>, pageInfo: { hasNextPage: boolean } }, delegations: Array<{ id: string, delegator: string, note?: string | null, createdAt: string, from?: { id: string, handle: string } | null, to?: { id: string, handle: string } | null }>, attempts: Array<{ id: string, number: number, startedAt: string, endedAt?: string | null, outcome?: AttemptOutcome | null, leaseExpiresAt?: string | null, agent: { id: string, handle: string, displayName: string }, error?: { code: string, message: string } | null }>, deliverables: { nodes: Array<{ id: string, kind: DeliverableKind, name: string, mediaType: string, size?: number | null, sha256?: string | null, uri?: string | null, revision: number, review: DeliverableReview, reviewer?: string | null, comment?: string | null, reviewedAt?: string | null, createdAt: string, agent: { id: string, handle: string, displayName: string } }> } } | null };

export type TaskTimelineQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  before?: InputMaybe<Scalars['String']['input']>;
}>;


export type TaskTimelineQuery = { task?: { events: { nodes: Array<(
        { agentId: string, id: string, cursor: string, time: string, actor: string }
        & { __typename: 'AgentCameOnline' | 'AgentRegistered' | 'AgentRelieved' | 'AgentRetired' | 'AgentUpdated' | 'AgentWentOffline' }
      ) | (
        { taskId: string, state: TaskState, strikes: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null, failure: { code: string, message: string } }
        & { __typename: 'AttemptFailed' | 'TaskDeadLettered' }
      ) | (
        { taskId: string, state: TaskState, name: string, revision: number, id: string, cursor: string, time: string, actor: string, remark?: string | null, task?: { id: string, title: string } | null }
        & { __typename: 'DeliverableAdopted' }
      ) | (
        { taskId: string, state: TaskState, name: string, revision: number, review: DeliverableReview, id: string, cursor: string, time: string, actor: string, remark?: string | null, task?: { id: string, title: string } | null }
        & { __typename: 'DeliverableReviewed' }
      ) | (
        { taskId: string, state: TaskState, name: string, revision: number, late: boolean, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
        & { __typename: 'DeliverableSubmitted' }
      ) | (
        { taskId: string, state: TaskState, answer: any, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
        & { __typename: 'InputProvided' }
      ) | (
        { taskId: string, state: TaskState, question: string, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
        & { __typename: 'InputRequested' }
      ) | (
        { taskId: string, state: TaskState, strikes: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
        & { __typename: 'LeaseExpired' }
      ) | (
        { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
        & { __typename: 'LeaseRenewed' | 'TaskCompleted' | 'TaskDelegated' | 'TaskQueued' | 'TaskSubmittedForReview' }
      ) | (
        { taskId: string, state: TaskState, percent: number, milestone?: string | null, message?: string | null, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
        & { __typename: 'ProgressReported' }
      ) | (
        { taskId: string, state: TaskState, completed: number, notCompleted: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
        & { __typename: 'SubtasksSettled' }
      ) | (
        { taskId: string, state: TaskState, reason?: string | null, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
        & { __typename: 'TaskCanceled' | 'TaskReleased' }
      ) | (
        { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, asked: string, task?: { id: string, title: string } | null }
        & { __typename: 'TaskChangesRequested' }
      ) | (
        { taskId: string, state: TaskState, attemptNumber: number, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
        & { __typename: 'TaskClaimed' }
      ) | (
        { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, why: string, task?: { id: string, title: string } | null }
        & { __typename: 'TaskDeclined' }
      ) | (
        { taskId: string, state: TaskState, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null, failure: { code: string, message: string } }
        & { __typename: 'TaskFailed' }
      ) | (
        { taskId: string, state: TaskState, note?: string | null, id: string, cursor: string, time: string, actor: string, handedTo: string, task?: { id: string, title: string } | null }
        & { __typename: 'TaskHandedOff' }
      ) | (
        { taskId: string, state: TaskState, note?: string | null, id: string, cursor: string, time: string, actor: string, task?: { id: string, title: string } | null }
        & { __typename: 'TaskRetried' }
      )>, pageInfo: { hasPreviousPage: boolean, startCursor?: string | null } } } | null };

export type AdoptDeliverableMutationVariables = Exact<{
  input: AdoptDeliverableInput;
}>;


export type AdoptDeliverableMutation = { adoptDeliverable: { deliverable?: { id: string, review: DeliverableReview, reviewer?: string | null, comment?: string | null, reviewedAt?: string | null } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type CancelTaskMutationVariables = Exact<{
  input: CancelTaskInput;
}>;


export type CancelTaskMutation = { cancelTask: { task?: { id: string, state: TaskState } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type DelegatePlanMutationVariables = Exact<{
  input: DelegatePlanInput;
}>;


export type DelegatePlanMutation = { delegatePlan: { tasks: Array<{ key: string, task: { id: string, title: string, state: TaskState } }>, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type DelegateTaskMutationVariables = Exact<{
  input: DelegateTaskInput;
}>;


export type DelegateTaskMutation = { delegateTask: { task?: { id: string, title: string, state: TaskState } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type ProvideInputMutationVariables = Exact<{
  input: ProvideInputInput;
}>;


export type ProvideInputMutation = { provideInput: { task?: { id: string, state: TaskState } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type RetryTaskMutationVariables = Exact<{
  input: RetryTaskInput;
}>;


export type RetryTaskMutation = { retryTask: { task?: { id: string, state: TaskState, strikes: number } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type RetryTasksMutationVariables = Exact<{
  input: RetryTasksInput;
}>;


export type RetryTasksMutation = { retryTasks: { tasks: Array<{ id: string, state: TaskState }>, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type ReviewDeliverableMutationVariables = Exact<{
  input: ReviewDeliverableInput;
}>;


export type ReviewDeliverableMutation = { reviewDeliverable: { deliverable?: { id: string, review: DeliverableReview, reviewer?: string | null, comment?: string | null, reviewedAt?: string | null } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };

export type ReviewTaskMutationVariables = Exact<{
  input: ReviewTaskInput;
}>;


export type ReviewTaskMutation = { reviewTask: { task?: { id: string, state: TaskState } | null, problems: Array<(
      { state: string, code: string, message: string }
      & { __typename: 'Conflict' }
    ) | (
      { code: string, message: string }
      & { __typename: 'Cycle' | 'DelegationRefused' | 'Forbidden' | 'IdempotencyConflict' | 'LeaseLost' | 'NotFound' }
    ) | (
      { code: string, message: string, fields: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInput' }
    )> } };
