// Written by FrontendContractTests from ../operations; do not edit by hand.

export const Activity = {
  name: 'Activity',
  kind: 'query',
  root: 'events',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:d558f2999437984ccd26f9cdf48bc9adf9c98159624695bb4b3e594c5eaf4776',
  text: "# What happened in the workspace, a page from the end.\nquery Activity($before: String) {\n  events(last: 100, before: $before) {\n    nodes { ...Told }\n    pageInfo { hasPreviousPage startCursor }\n  }\n}\n\nfragment Told on Event {\n  __typename\n  id\n  cursor\n  time\n  actor\n  ... on TaskEvent { taskId state task { id title } }\n  ... on AgentEvent { agentId }\n  ... on TaskClaimed { attemptNumber }\n  ... on ProgressReported { percent milestone message }\n  ... on DeliverableSubmitted { name revision late }\n  ... on DeliverableReviewed { name revision review remark: comment }\n  ... on DeliverableAdopted { name revision remark: comment }\n  ... on TaskDeclined { why: reason }\n  ... on TaskReleased { reason }\n  ... on TaskCanceled { reason }\n  ... on InputRequested { question }\n  ... on InputProvided { answer }\n  ... on TaskHandedOff { handedTo: agentId note }\n  ... on TaskRetried { note }\n  ... on TaskChangesRequested { asked: comment }\n  ... on AttemptFailed { failure { code message } strikes }\n  ... on LeaseExpired { strikes }\n  ... on TaskDeadLettered { failure { code message } strikes }\n  ... on TaskFailed { failure { code message } }\n  ... on SubtasksSettled { completed notCompleted }\n}\n",
};

export const ActivityStream = {
  name: 'ActivityStream',
  kind: 'subscription',
  root: 'events',
  keyed: false,
  repeatable: true,
  resumes: true,
  log: true,
  id: 'sha256:70f70cba00af3596d0fa112e38da17473df5f9d3f9721235bbc561e2466d5e28',
  text: "# What happens in the workspace, every event of it.\nsubscription ActivityStream($after: String) {\n  events(after: $after) { ...Told }\n}\n\nfragment Told on Event {\n  __typename\n  id\n  cursor\n  time\n  actor\n  ... on TaskEvent { taskId state task { id title } }\n  ... on AgentEvent { agentId }\n  ... on TaskClaimed { attemptNumber }\n  ... on ProgressReported { percent milestone message }\n  ... on DeliverableSubmitted { name revision late }\n  ... on DeliverableReviewed { name revision review remark: comment }\n  ... on DeliverableAdopted { name revision remark: comment }\n  ... on TaskDeclined { why: reason }\n  ... on TaskReleased { reason }\n  ... on TaskCanceled { reason }\n  ... on InputRequested { question }\n  ... on InputProvided { answer }\n  ... on TaskHandedOff { handedTo: agentId note }\n  ... on TaskRetried { note }\n  ... on TaskChangesRequested { asked: comment }\n  ... on AttemptFailed { failure { code message } strikes }\n  ... on LeaseExpired { strikes }\n  ... on TaskDeadLettered { failure { code message } strikes }\n  ... on TaskFailed { failure { code message } }\n  ... on SubtasksSettled { completed notCompleted }\n}\n",
};

export const AdoptDeliverable = {
  name: 'AdoptDeliverable',
  kind: 'mutation',
  root: 'adoptDeliverable',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:7a391db805c4f9ce5dae9a335a5f539486514cb20355e1afa97c2d8763a1ae83',
  text: "# Accepts what came after its lease was lost.\nmutation AdoptDeliverable($input: AdoptDeliverableInput!) {\n  adoptDeliverable(input: $input) {\n    deliverable { id review reviewer comment reviewedAt }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const AppendOutput = {
  name: 'AppendOutput',
  kind: 'mutation',
  root: 'appendOutput',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:fc4774274ec0b03c439cf6d93894dba7bdd506c5b17b7a1d568f49a709152f27',
  text: "# Adds a piece to the running text of a task.\nmutation AppendOutput($input: AppendOutputInput!) {\n  appendOutput(input: $input) {\n    kept\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const Board = {
  name: 'Board',
  kind: 'query',
  root: 'tasks',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:d430073c9ded0db68d3d3599c77af074276bdc73fab6851dd311bb2d5cd7884f',
  text: "# A page of the tasks in some states, those that moved last first.\nquery Board($states: [TaskState!]!, $first: Int!, $after: String) {\n  tasks(filter: { states: $states }, orderBy: { field: UPDATED_AT, direction: DESC }, first: $first, after: $after) {\n    nodes { ...Card }\n    pageInfo { hasNextPage endCursor }\n  }\n}\n\nfragment Card on Task {\n  id\n  title\n  type\n  state\n  priority\n  labels\n  strikes\n  updatedAt\n  question\n  assignee { id }\n  parent { id title }\n  progress { percent milestone }\n}\n",
};

export const CancelTask = {
  name: 'CancelTask',
  kind: 'mutation',
  root: 'cancelTask',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:f76015a92a0f0c28357a0266312edc335990ac204d52f6fc94a585b2773599b6',
  text: "# Ends a task that nobody needs any more.\nmutation CancelTask($input: CancelTaskInput!) {\n  cancelTask(input: $input) {\n    task { id state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const Charts = {
  name: 'Charts',
  kind: 'query',
  root: 'metricSeries',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:06a8dbedf03d2793dfa3cc6bbcd62447e47ed6eade89bf9995ab10beac57efe7',
  text: "# How the work goes over a time: what was completed and what went wrong, how long tasks waited and attempts ran.\nquery Charts($from: DateTime!, $to: DateTime!, $bucket: MetricBucket!) {\n  completed: metricSeries(name: \"baton.task.completed\", from: $from, to: $to, bucket: $bucket, first: 1) { ...Series }\n  delegated: metricSeries(name: \"baton.task.delegated\", from: $from, to: $to, bucket: $bucket, first: 1) { ...Series }\n  strikes: metricSeries(name: \"baton.attempt.strikes\", from: $from, to: $to, bucket: $bucket, first: 1) { ...Series }\n  dead: metricSeries(name: \"baton.task.dead_lettered\", from: $from, to: $to, bucket: $bucket, first: 1) { ...Series }\n  waits: metricSeries(name: \"baton.task.queue_wait\", from: $from, to: $to, bucket: $bucket, first: 1) { ...Series }\n  runs: metricSeries(name: \"baton.attempt.run_time\", from: $from, to: $to, bucket: $bucket, first: 1) { ...Series }\n}\n\nfragment Series on MetricSeries {\n  name\n  unit\n  points { start count sum p50 p95 }\n  total { count sum p50 p95 }\n}\n",
};

export const ClaimTasks = {
  name: 'ClaimTasks',
  kind: 'mutation',
  root: 'claimTasks',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:94ba035d859eb61e1d7ab90944e0f1d8ad9feec28dee90533cbe8f215f726eec',
  text: "# Takes the most urgent tasks that the calling agent may work on.\nmutation ClaimTasks($input: ClaimTasksInput!) {\n  claimTasks(input: $input) {\n    claims {\n      leaseToken\n      leaseExpiresAt\n      attempt { id number }\n      task {\n        id\n        title\n        instructions\n        type\n        priority\n        specification\n        labels\n        deadline\n        question\n        answer\n        parent { id title }\n        dependencies { id title result }\n        deliverables(last: 10) { nodes { id name revision review comment } }\n      }\n    }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const CompleteTask = {
  name: 'CompleteTask',
  kind: 'mutation',
  root: 'completeTask',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:91f9c351e3ae09fde7656a36f9962a0536ccbea2b9421d4bb825b0b5ed8b72a2',
  text: "# Ends the work on a task with a result.\nmutation CompleteTask($input: CompleteTaskInput!) {\n  completeTask(input: $input) {\n    task { id state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const CompleteTasks = {
  name: 'CompleteTasks',
  kind: 'mutation',
  root: 'completeTasks',
  keyed: false,
  repeatable: false,
  resumes: false,
  log: false,
  id: 'sha256:d026e01a7dd77a9196b749f092da57a3f5f0b8ef690895f07eb8a935f17c5e90',
  text: "# Ends the work on many tasks.\nmutation CompleteTasks($input: CompleteTasksInput!) {\n  completeTasks(input: $input) {\n    results { task { id state } problems { __typename code message } }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const CreateAgentCredential = {
  name: 'CreateAgentCredential',
  kind: 'mutation',
  root: 'createAgentCredential',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:05b512e26f7a9be33b99e5a3d96daba88d85eb5fcb54b2a8fa3ab4f112e033ff',
  text: "# Makes a credential for an agent, and shows its secret once.\nmutation CreateAgentCredential($input: CreateAgentCredentialInput!) {\n  createAgentCredential(input: $input) {\n    clientId clientSecret\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const CreateWorkspace = {
  name: 'CreateWorkspace',
  kind: 'mutation',
  root: 'createWorkspace',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:a9f3bfd56bbeffc61d09ad980d19e912547af0c462b1d436d2a12473a3df319c',
  text: "# Makes a workspace.\nmutation CreateWorkspace($input: CreateWorkspaceInput!) {\n  createWorkspace(input: $input) {\n    workspace { id name state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const Crew = {
  name: 'Crew',
  kind: 'query',
  root: 'agents',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:371af9ae94aed04361aeeac5c38ec12ff01510f0584925779262c6a134e9372a',
  text: "# A page of the agents, each with what it has in its hands.\nquery Crew($after: String) {\n  agents(first: 100, after: $after) {\n    nodes {\n      id\n      handle\n      displayName\n      kind\n      division\n      model\n      capabilities\n      maxConcurrentTasks\n      presence\n      lastSeenAt\n      reportsTo { id }\n      tasks(first: 20, filter: { states: [WORKING, INPUT_REQUIRED, IN_REVIEW] }) {\n        nodes { id title state updatedAt progress { percent milestone } }\n        pageInfo { hasNextPage }\n      }\n    }\n    pageInfo { hasNextPage endCursor }\n  }\n}\n",
};

export const DeadLetters = {
  name: 'DeadLetters',
  kind: 'query',
  root: 'deadLetters',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:51ce457c3fc11184bb58d013444ca61a0ed43ddddf65ee2c42161e56e8c10619',
  text: "# The tasks whose every attempt ended badly, a page from the latest.\nquery DeadLetters($first: Int!, $after: String) {\n  deadLetters(first: $first, after: $after) {\n    nodes {\n      id\n      title\n      type\n      priority\n      strikes\n      endedAt\n      assignee { id handle displayName }\n      failure { code message }\n    }\n    pageInfo { hasNextPage endCursor }\n    totalCount\n  }\n}\n",
};

export const DeclineTask = {
  name: 'DeclineTask',
  kind: 'mutation',
  root: 'declineTask',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:88b4b7ef7b552aa4505b6d7c42ed9ffaf274b8b84238580fee6ee3ec9fc5f055',
  text: "# Refuses a task before work on it began.\nmutation DeclineTask($input: DeclineTaskInput!) {\n  declineTask(input: $input) {\n    task { id state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const DelegatePlan = {
  name: 'DelegatePlan',
  kind: 'mutation',
  root: 'delegatePlan',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:07774afe6cf0a675314db32d2d4545c0b0484255e6c5a49b43101e5a60736ec8',
  text: "# Hands out a whole plan, or nothing of it.\nmutation DelegatePlan($input: DelegatePlanInput!) {\n  delegatePlan(input: $input) {\n    tasks { key task { id title state } }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const DelegateTask = {
  name: 'DelegateTask',
  kind: 'mutation',
  root: 'delegateTask',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:16caf8f278627dec029488141735dc3fc2e33fdc418beaaaf21eb66146ff8188',
  text: "# Hands out one task.\nmutation DelegateTask($input: DelegateTaskInput!) {\n  delegateTask(input: $input) {\n    task { id title state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const DeleteWorkspace = {
  name: 'DeleteWorkspace',
  kind: 'mutation',
  root: 'deleteWorkspace',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:a82c7bab4a052f7f485ec397b8d624cecd50ab0628e1409634dc487e6be88d6b',
  text: "# Deletes a suspended workspace with all that is in it.\nmutation DeleteWorkspace($input: DeleteWorkspaceInput!) {\n  deleteWorkspace(input: $input) {\n    workspace { id name state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const DeliverableContent = {
  name: 'DeliverableContent',
  kind: 'query',
  root: 'node',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:af9aacd1f7cb69fd6964c486836be26f82927de53bcba1376d431434a7f01dfa',
  text: "# The text of one deliverable.\nquery DeliverableContent($id: ID!) {\n  node(id: $id) { ... on Deliverable { id content } }\n}\n",
};

export const FailTask = {
  name: 'FailTask',
  kind: 'mutation',
  root: 'failTask',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:d49d0029419963f355b62a917bd7b89e830c1c061bcf8b75511ea0cbb2aba352',
  text: "# Ends an attempt that did not work out.\nmutation FailTask($input: FailTaskInput!) {\n  failTask(input: $input) {\n    task { id state strikes notBefore }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const HandOffTask = {
  name: 'HandOffTask',
  kind: 'mutation',
  root: 'handOffTask',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:e78edd5d711b6d2d793e5cfd225b4aed1ddf236f76b622c461ed53c403d0d192',
  text: "# Hands a task on to another agent.\nmutation HandOffTask($input: HandOffTaskInput!) {\n  handOffTask(input: $input) {\n    task { id state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const Head = {
  name: 'Head',
  kind: 'query',
  root: 'workspace',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:50504e1c05efc7c60aadc149fb953eb0b75ad116148a70111c5bc118b86b04d2',
  text: "# The log's newest place: a stream that begins after it misses nothing that is not in what is read with it or later.\nquery Head {\n  workspace { head }\n}\n",
};

export const Heartbeat = {
  name: 'Heartbeat',
  kind: 'mutation',
  root: 'heartbeat',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:fe24fe3ddbae9e42d6d973dcaf37b1af96900e1018dcd1734cb75a9661d6ff5a',
  text: "# Says that the calling agent is alive.\nmutation Heartbeat {\n  heartbeat { agent { id presence } problems { __typename code message } }\n}\n",
};

export const Inbox = {
  name: 'Inbox',
  kind: 'subscription',
  root: 'taskEvents',
  keyed: false,
  repeatable: true,
  resumes: true,
  log: true,
  id: 'sha256:f8426beb4dcb6043819ced6a4f8dfb9c5c503ecb7d9793eb8bbd813e77d39461',
  text: "# What happens to the tasks of an agent: its questions answered, its work sent back, its tasks canceled.\nsubscription Inbox($agentId: ID!, $after: String) {\n  taskEvents(filter: { agentId: $agentId }, after: $after) {\n    __typename\n    cursor\n    time\n    taskId\n    state\n    ... on InputProvided { answer }\n    ... on TaskChangesRequested { comment }\n    ... on TaskCanceled { reason }\n    ... on SubtasksSettled { completed notCompleted }\n  }\n}\n",
};

export const Live = {
  name: 'Live',
  kind: 'subscription',
  root: 'events',
  keyed: false,
  repeatable: true,
  resumes: true,
  log: true,
  id: 'sha256:cc15eec3bf23ddb72db63840a9f0ae41fe2e9812b83d05e09cd826e081027344',
  text: "# How things stand, as it changes: for a reader that is too slow, only the latest event of each task.\nsubscription Live($after: String) {\n  events(after: $after, onSlow: COALESCE) {\n    __typename\n    id\n    cursor\n    time\n    ... on TaskEvent { taskId state task { ...Card } }\n    ... on AgentEvent { agentId agent { id handle displayName kind division model capabilities maxConcurrentTasks presence lastSeenAt retiredAt reportsTo { id } } }\n  }\n}\n\nfragment Card on Task {\n  id\n  title\n  type\n  state\n  priority\n  labels\n  strikes\n  updatedAt\n  question\n  assignee { id }\n  parent { id title }\n  progress { percent milestone }\n}\n",
};

export const Me = {
  name: 'Me',
  kind: 'query',
  root: 'viewer',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:9ecc83ca07542e2843e617acc13b9eb1c8ae25a6b8194522115a3a716d3373e0',
  text: "# The calling agent, and the tasks in its hands.\nquery Me {\n  viewer {\n    agent {\n      id\n      handle\n      displayName\n      kind\n      maxConcurrentTasks\n      tasks(first: 100, filter: { states: [WORKING, INPUT_REQUIRED] }) { nodes { id title state } }\n    }\n  }\n}\n",
};

export const Overview = {
  name: 'Overview',
  kind: 'query',
  root: 'viewer',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:f9680737334e38ef709659639ed902459b951d2500e807e3ab79269dce9aa697',
  text: "# Who is asking, how many tasks are in each state, and the place in the log from which to go on.\nquery Overview {\n  viewer { subject roles agent { id handle displayName } }\n  workspace { id name head taskCounts { state count } }\n}\n",
};

export const ProvideInput = {
  name: 'ProvideInput',
  kind: 'mutation',
  root: 'provideInput',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:6c505ecb5d7a3bc8d7db4d6831d560815c0669a00aa3ce5f2ebdc1554e1f6665',
  text: "# Answers an agent's question.\nmutation ProvideInput($input: ProvideInputInput!) {\n  provideInput(input: $input) {\n    task { id state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const RegisterAgent = {
  name: 'RegisterAgent',
  kind: 'mutation',
  root: 'registerAgent',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:5060e2926ff9af3b01eae4821c93f430221a25d089c4aad1c240b92e3c817d3e',
  text: "# Registers a worker or manager.\nmutation RegisterAgent($input: RegisterAgentInput!) {\n  registerAgent(input: $input) {\n    agent { id handle }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const ReleaseTask = {
  name: 'ReleaseTask',
  kind: 'mutation',
  root: 'releaseTask',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:c73fb3118e3d88674df79c5533fcf184a4b0636a964ac10da1d49a1944c4619a',
  text: "# Gives a task back.\nmutation ReleaseTask($input: ReleaseTaskInput!) {\n  releaseTask(input: $input) {\n    task { id state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const RenewLease = {
  name: 'RenewLease',
  kind: 'mutation',
  root: 'renewLease',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:f83ecec303e86de299df6c25f76413983130a1ffd3d76624fc0093f21efc9833',
  text: "# Keeps the right to work on a task for longer.\nmutation RenewLease($input: RenewLeaseInput!) {\n  renewLease(input: $input) {\n    leaseExpiresAt\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const ReportProgress = {
  name: 'ReportProgress',
  kind: 'mutation',
  root: 'reportProgress',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:7ca7693770ef4d74d4225ee5f2b509350f74ca4352ea50c7a37eca4b88c458e1',
  text: "# Tells how far the work has come, and renews the lease.\nmutation ReportProgress($input: ReportProgressInput!) {\n  reportProgress(input: $input) {\n    leaseExpiresAt\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const ReportProgressOnTasks = {
  name: 'ReportProgressOnTasks',
  kind: 'mutation',
  root: 'reportProgressOnTasks',
  keyed: false,
  repeatable: false,
  resumes: false,
  log: false,
  id: 'sha256:bf6ef7b860041984b808c677a70b70517b20560d3c1a375825dd2b5bfc287c51',
  text: "# Tells of many tasks how far the work has come.\nmutation ReportProgressOnTasks($input: ReportProgressOnTasksInput!) {\n  reportProgressOnTasks(input: $input) {\n    results { leaseExpiresAt problems { __typename code message } }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const RequestInput = {
  name: 'RequestInput',
  kind: 'mutation',
  root: 'requestInput',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:eafa691a005ea3784ed6c6640d9b8ed2a15075cff4fad00c4434a02cab8cad24',
  text: "# Asks who asked for the task, or a person.\nmutation RequestInput($input: RequestInputInput!) {\n  requestInput(input: $input) {\n    task { id state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const ResumeWorkspace = {
  name: 'ResumeWorkspace',
  kind: 'mutation',
  root: 'resumeWorkspace',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:216e45f0eb84d67660a00c92b03648cdc1aa2b3c801c02468b6550dd7a305106',
  text: "# Lets people and agents into a suspended workspace again.\nmutation ResumeWorkspace($input: ResumeWorkspaceInput!) {\n  resumeWorkspace(input: $input) {\n    workspace { id name state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const RetireAgent = {
  name: 'RetireAgent',
  kind: 'mutation',
  root: 'retireAgent',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:d7254dbb2e3873e5252b24cc5c384f4eebeb1402eca71095470d615411a38563',
  text: "# Retires an agent for good.\nmutation RetireAgent($input: RetireAgentInput!) {\n  retireAgent(input: $input) {\n    agent { id retiredAt }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const RetryTask = {
  name: 'RetryTask',
  kind: 'mutation',
  root: 'retryTask',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:19d0ce46a51a6f672d297f52dbfbde65ea81d477729544182cfcfa5074ee7a3b',
  text: "# Gives a task that ended badly another chance.\nmutation RetryTask($input: RetryTaskInput!) {\n  retryTask(input: $input) {\n    task { id state strikes }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const RetryTasks = {
  name: 'RetryTasks',
  kind: 'mutation',
  root: 'retryTasks',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:528def9f45b15804db105d4b593c94fb534df48716efab9ff84a1e5106554376',
  text: "# Gives every task that matches and ended badly another chance.\nmutation RetryTasks($input: RetryTasksInput!) {\n  retryTasks(input: $input) {\n    tasks { id state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const ReviewDeliverable = {
  name: 'ReviewDeliverable',
  kind: 'mutation',
  root: 'reviewDeliverable',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:6e37d3ee485fba86bfb41ab6998736cd82f9b90ad61be295b377e39d3e0e37a4',
  text: "# Accepts a deliverable, or asks for changes.\nmutation ReviewDeliverable($input: ReviewDeliverableInput!) {\n  reviewDeliverable(input: $input) {\n    deliverable { id review reviewer comment reviewedAt }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const ReviewTask = {
  name: 'ReviewTask',
  kind: 'mutation',
  root: 'reviewTask',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:3430d116d9ba125183ab6fef6670ba739eb57833c7690a68ce514258d8e6f7f5',
  text: "# Accepts a task in review, or sends it back.\nmutation ReviewTask($input: ReviewTaskInput!) {\n  reviewTask(input: $input) {\n    task { id state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const SubmitDeliverable = {
  name: 'SubmitDeliverable',
  kind: 'mutation',
  root: 'submitDeliverable',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:5a3a49ed1daa86a3453f7d269db8a6d65928a44f53d6afe5292f6dd9f8e42a67',
  text: "# Hands something in.\nmutation SubmitDeliverable($input: SubmitDeliverableInput!) {\n  submitDeliverable(input: $input) {\n    deliverable { id revision review sha256 }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const SuspendWorkspace = {
  name: 'SuspendWorkspace',
  kind: 'mutation',
  root: 'suspendWorkspace',
  keyed: true,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:12d670b090c7268351b4b7343dfc5157aeb20a295f6f46b5293f3e81a67e25bf',
  text: "# Lets nobody into a workspace any more.\nmutation SuspendWorkspace($input: SuspendWorkspaceInput!) {\n  suspendWorkspace(input: $input) {\n    workspace { id name state }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const TaskOutput = {
  name: 'TaskOutput',
  kind: 'subscription',
  root: 'taskOutput',
  keyed: false,
  repeatable: true,
  resumes: true,
  log: false,
  id: 'sha256:88837c4d8ab3d66f03c2ea26f4ec7a8fcfa3a0ebc130e47e6aa6b90ecb5fd317',
  text: "# The running text of the agents that work on a task.\nsubscription TaskOutput($taskId: ID!, $after: String) {\n  taskOutput(taskId: $taskId, after: $after) { cursor attempt index text time }\n}\n",
};

export const TaskPage = {
  name: 'TaskPage',
  kind: 'query',
  root: 'task',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:d93d279f84ab45950132e72f0f086403b98fd123581a130f6501d2aa9a8560f5',
  text: "# All that a page about one task shows, but for its timeline.\nquery TaskPage($id: ID!) {\n  task(id: $id) {\n    id\n    title\n    instructions\n    type\n    state\n    priority\n    specification\n    labels\n    requiredCapabilities\n    requester\n    strikes\n    reviewRequired\n    notBefore\n    deadline\n    question\n    answer\n    result\n    createdAt\n    updatedAt\n    endedAt\n    failure { code message }\n    retryPolicy { maxAttempts }\n    progress { percent milestone message derived }\n    assignee { id handle displayName }\n    requestedBy { id handle displayName }\n    parent { id title state }\n    dependencies { id title state }\n    dependents(first: 50) { nodes { id title state } }\n    subtasks(first: 100) {\n      nodes {\n        id\n        title\n        state\n        assignee { id handle displayName }\n        progress { percent }\n        dependencies { id }\n      }\n      pageInfo { hasNextPage }\n    }\n    delegations { id delegator note createdAt from { id handle } to { id handle } }\n    attempts { id number startedAt endedAt outcome leaseExpiresAt agent { id handle displayName } error { code message } }\n    deliverables(last: 50) {\n      nodes {\n        id\n        kind\n        name\n        mediaType\n        size\n        sha256\n        uri\n        revision\n        review\n        reviewer\n        comment\n        reviewedAt\n        createdAt\n        agent { id handle displayName }\n      }\n    }\n  }\n}\n",
};

export const TaskTimeline = {
  name: 'TaskTimeline',
  kind: 'query',
  root: 'task',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:7bc75bc7fc72c9512a1425e2caf7c29645c345f0ecc8f976a30092599423ffcd',
  text: "# What happened to one task, a page from the end.\nquery TaskTimeline($id: ID!, $before: String) {\n  task(id: $id) {\n    events(last: 50, before: $before) {\n      nodes { ...Told }\n      pageInfo { hasPreviousPage startCursor }\n    }\n  }\n}\n\nfragment Told on Event {\n  __typename\n  id\n  cursor\n  time\n  actor\n  ... on TaskEvent { taskId state task { id title } }\n  ... on AgentEvent { agentId }\n  ... on TaskClaimed { attemptNumber }\n  ... on ProgressReported { percent milestone message }\n  ... on DeliverableSubmitted { name revision late }\n  ... on DeliverableReviewed { name revision review remark: comment }\n  ... on DeliverableAdopted { name revision remark: comment }\n  ... on TaskDeclined { why: reason }\n  ... on TaskReleased { reason }\n  ... on TaskCanceled { reason }\n  ... on InputRequested { question }\n  ... on InputProvided { answer }\n  ... on TaskHandedOff { handedTo: agentId note }\n  ... on TaskRetried { note }\n  ... on TaskChangesRequested { asked: comment }\n  ... on AttemptFailed { failure { code message } strikes }\n  ... on LeaseExpired { strikes }\n  ... on TaskDeadLettered { failure { code message } strikes }\n  ... on TaskFailed { failure { code message } }\n  ... on SubtasksSettled { completed notCompleted }\n}\n",
};

export const UpdateAgent = {
  name: 'UpdateAgent',
  kind: 'mutation',
  root: 'updateAgent',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:7245b803c6e0129430f8424298f150c11ba316f9dc955468235a484bfe9d51d4',
  text: "# Changes what is given of an agent.\nmutation UpdateAgent($input: UpdateAgentInput!) {\n  updateAgent(input: $input) {\n    agent { id handle }\n    problems { __typename code message ... on InvalidInput { fields { path message } } ... on Conflict { state } }\n  }\n}\n",
};

export const WorkOffers = {
  name: 'WorkOffers',
  kind: 'subscription',
  root: 'workOffers',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:62cd01e8a80cdb3ad774724ad34fbd531065d31ddf213432f1e169ce922c009b',
  text: "# Tells the calling agent that there is something it may claim.\nsubscription WorkOffers {\n  workOffers { available room at }\n}\n",
};

export const Workspaces = {
  name: 'Workspaces',
  kind: 'query',
  root: 'workspaces',
  keyed: false,
  repeatable: true,
  resumes: false,
  log: false,
  id: 'sha256:f5e5292657a6b33e492921a16a4cc6a5a0b5205744ddb4869aeb381f574667e9',
  text: "# The workspaces of the installation, for its administrators.\nquery Workspaces($filter: ManagedWorkspaceFilter, $first: Int, $after: String) {\n  workspaces(filter: $filter, first: $first, after: $after) {\n    nodes { id name state createdAt suspendedAt suspendedReason }\n    pageInfo { hasNextPage endCursor }\n  }\n}\n",
};
