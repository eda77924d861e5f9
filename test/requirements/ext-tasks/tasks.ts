import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const tasksPage: Page = {
  revision: 'ext-tasks',
  page: 'draft/tasks',
  requirements: [
    {
      id: 'tasks-1',
      section: 'capability-negotiation',
      sentence:
        'A server MUST NOT return `CreateTaskResult` to a client that did not include the extension capability on its request, regardless of prior declarations.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a task is created only for a client that declares the extension with this request',
      ],
    },
    {
      id: 'tasks-2',
      section: 'capability-negotiation',
      sentence:
        'A client that has negotiated this extension MUST be prepared to handle either `CallToolResult` or `CreateTaskResult` in response to any supported request it issues.',
      ...CLIENT,
    },
    {
      id: 'tasks-3',
      section: 'capability-negotiation',
      sentence:
        'A client that receives `CreateTaskResult` in response to an unsupported request type MUST interpret this as an invalid response to the request.',
      ...CLIENT,
    },
    {
      id: 'tasks-4',
      section: 'capability-negotiation',
      sentence:
        'If a server is unable to service a request to a client that does not declare this extension capability without returning `CreateTaskResult`, the server MUST return an error with the code `-32021` (Missing Required Client Capability), indicating the required extension in the error response:',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a tool that must run as a task is -32021 for a client that knows none',
      ],
    },
    {
      id: 'tasks-5',
      section: 'supported-methods',
      sentence:
        'This specification may be extended to support tasks over other request types in the future; implementations SHOULD be designed to accommodate additional request types in future revisions of this specification.',
      notApplicable: 'It binds the design of implementations: any operation may end as a task here.',
    },
    {
      id: 'tasks-6',
      section: 'polymorphic-results',
      sentence:
        'Servers MUST set `resultType` to `"task"` when returning a `CreateTaskResult` so that clients can distinguish it from a standard result.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a created task says resultType task, and has what a task has',
      ],
    },
    {
      id: 'tasks-7',
      section: 'polymorphic-results',
      sentence: 'Servers MUST NOT set `resultType` to `"task"` on result types other than `CreateTaskResult`.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › the results of tasks/get, tasks/update and tasks/cancel are complete',
      ],
    },
    {
      id: 'tasks-8',
      section: 'task-status',
      sentence: 'This status MUST NOT be used for non-JSON-RPC errors.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a tool that fails completes its task with isError',
      ],
    },
    {
      id: 'tasks-9',
      section: 'task-creation',
      sentence:
        'A server MUST NOT return `CreateTaskResult` until the task is durably created — that is, until a `tasks/get` for the returned `taskId` would resolve.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a task can be read as soon as it was created, at any instance',
      ],
    },
    {
      id: 'tasks-10',
      section: 'task-creation',
      sentence: 'In eventually-consistent environments, the server MUST wait for consistency before responding.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a task can be read as soon as it was created, at any instance',
      ],
    },
    {
      id: 'tasks-11',
      section: 'task-creation',
      sentence:
        'Server implementations that use multi round-trip requests in conjunction with task creation (for example, a tool that requires elicitation over `InputRequiredResult` before creating a task) SHOULD resolve all MRTR exchanges synchronously before responding with a `CreateTaskResult`.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › questions before the task are asked before it is created',
      ],
    },
    {
      id: 'tasks-12',
      section: 'task-polling',
      sentence: 'Clients SHOULD respect the `pollIntervalMs` provided in responses when determining polling frequency.',
      ...CLIENT,
    },
    {
      id: 'tasks-13',
      section: 'task-polling',
      sentence:
        'Clients SHOULD continue polling until the task reaches a terminal status or until invoking `tasks/cancel`.',
      ...CLIENT,
    },
    {
      id: 'tasks-14',
      section: 'task-polling',
      sentence:
        'Clients SHOULD persist task IDs to durable storage so that polling can resume after a crash or restart.',
      ...CLIENT,
    },
    {
      id: 'tasks-15',
      section: 'response',
      sentence: 'If the status is `working`, the server MUST return a a `Task` object with status `working`.',
      coveredBy: ['test/lambda/protocol/requirements/tasks.test.ts › a task that works says so'],
    },
    {
      id: 'tasks-16',
      section: 'response',
      sentence:
        'If the status is `input_required`, the server MUST return a `Task` object with status `input_required` and an `inputRequests` field defined in Multi Round-Trip Requests.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a task that needs input carries every open question',
      ],
    },
    {
      id: 'tasks-17',
      section: 'response',
      sentence:
        'The `inputRequests` field MUST contain all outstanding requests from the server to the client that need to be fulfilled before the task can proceed.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a task that needs input carries every open question',
      ],
    },
    {
      id: 'tasks-18',
      section: 'response',
      sentence:
        'If the status is `completed`, the server MUST return a `Task` object with status `completed` and a `result` field containing the final result of the task.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a task that is done carries the result of the call',
      ],
    },
    {
      id: 'tasks-19',
      section: 'response',
      sentence: 'If the status is `cancelled`, the server MUST return a `Task` object with status `cancelled`.',
      coveredBy: ['test/lambda/protocol/requirements/tasks.test.ts › a task that was cancelled says so'],
    },
    {
      id: 'tasks-20',
      section: 'response',
      sentence:
        'If the status is `failed`, the server MUST return a `Task` object with status `failed` and the error that occurred during execution.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a call that ends in an error fails its task with that error',
      ],
    },
    {
      id: 'tasks-21',
      section: 'response',
      sentence:
        'The `resultType` field MUST be set to `"complete"` on this object as it is the standard result shape for the `tasks/get` request.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › the results of tasks/get, tasks/update and tasks/cancel are complete',
      ],
    },
    {
      id: 'tasks-22',
      section: 'task-update-requests',
      sentence:
        'When a client observes a `tasks/get` response (or `notifications/tasks` notification) with `status: "input_required"`, the client SHOULD fulfill the outstanding requests in `inputRequests` by sending one or more `tasks/update` requests with corresponding `inputResponses`.',
      ...CLIENT,
    },
    {
      id: 'tasks-23',
      section: 'task-update-requests',
      sentence:
        "After sending a `tasks/update`, the client SHOULD continue observing the task's status via polling (`tasks/get`) or notifications (`notifications/tasks`) until it reaches a terminal state.",
      ...CLIENT,
    },
    {
      id: 'tasks-24',
      section: 'task-update-requests',
      sentence:
        'Clients MUST treat each entry in `inputRequests` as they would the equivalent standalone server-to-client request — for example, an elicitation request surfaced via `inputRequests` is subject to the same trust model and user-facing behavior as a direct `elicitation/create` request.',
      ...CLIENT,
    },
    {
      id: 'tasks-25',
      section: 'task-update-requests',
      sentence:
        'Clients SHOULD deduplicate `inputRequests` keys across consecutive polls to avoid presenting the same request to the user or model more than once.',
      ...CLIENT,
    },
    {
      id: 'tasks-26',
      section: 'task-update-requests',
      sentence: 'Each request key in `inputRequests` MUST be unique over the lifetime of a single task.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a question’s key is never used again',
        'test/lambda/protocol/tasks/input.test.ts › a task that needs input › never uses a key twice, and hands the answer to the target under its own',
      ],
    },
    {
      id: 'tasks-27',
      section: 'task-update-requests',
      sentence:
        "A server MUST NOT reuse a key for a subsequent server-to-client request after a response for that key has been delivered, and MUST NOT use the same key to refer to two distinct requests over a task's lifetime.",
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a question’s key is never used again',
        'test/lambda/protocol/tasks/input.test.ts › a task that needs input › never uses a key twice, and hands the answer to the target under its own',
      ],
    },
    {
      id: 'tasks-28',
      section: 'response',
      sentence: 'On success, the server MUST acknowledge the request with an empty result.',
      coveredBy: ['test/lambda/protocol/requirements/tasks.test.ts › tasks/update is acknowledged with nothing in it'],
    },
    {
      id: 'tasks-29',
      section: 'response',
      sentence: 'Servers SHOULD return a JSON-RPC error if the `taskId` does not correspond to a known task.',
      coveredBy: ['test/lambda/protocol/requirements/tasks.test.ts › a task that is %s is -32602 for %s'],
    },
    {
      id: 'tasks-30',
      section: 'response',
      sentence: 'Clients SHOULD track `inputRequests` keys to avoid responding to requests more than once.',
      ...CLIENT,
    },
    {
      id: 'tasks-31',
      section: 'response',
      sentence:
        'A server SHOULD ignore any `inputResponses` responses mapped to a key that is not currently outstanding for the task — including keys that were never issued, keys that have already been answered, and keys whose corresponding request has been superseded.',
      coveredBy: ['test/lambda/protocol/requirements/tasks.test.ts › answers to what is not asked are ignored'],
    },
    {
      id: 'tasks-32',
      section: 'response',
      sentence:
        'The `resultType` field MUST be set to `"complete"` on `UpdateTaskResult` as it is the standard result shape for the `tasks/update` request.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › the results of tasks/get, tasks/update and tasks/cancel are complete',
      ],
    },
    {
      id: 'tasks-33',
      section: 'task-cancellation',
      sentence: 'The `notifications/cancelled` notification MUST NOT be used for task cancellation.',
      ...CLIENT,
    },
    {
      id: 'tasks-34',
      section: 'response',
      sentence:
        'The `resultType` field MUST be set to `"complete"` on `CancelTaskResult` as it is the standard result shape for the `tasks/cancel` request.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › the results of tasks/get, tasks/update and tasks/cancel are complete',
      ],
    },
    {
      id: 'tasks-35',
      section: 'task-status-notifications',
      sentence:
        'If a client requests task status notifications but does not declare the `io.modelcontextprotocol/tasks` extension capability, the server MUST return a JSON-RPC error specifying the missing capabilities:',
      coveredBy: [
        'test/lambda/protocol/subscriptions/listen.test.ts › subscriptions/listen › tasks need a client that knows them',
      ],
    },
    {
      id: 'tasks-36',
      section: 'task-status-notifications',
      sentence:
        '`notifications/progress` and `notifications/message` notifications MUST NOT be sent on the `subscriptions/listen` stream for a task, and are not supported on tasks in general in this specification.',
      coveredBy: [
        'test/lambda/protocol/subscriptions/watch.test.ts › watching tasks › tells a task whole when it changes, and ends when none can change any more',
      ],
    },
    {
      id: 'tasks-37',
      section: 'streamable-http-routing-headers',
      sentence:
        'When `tasks/get`, `tasks/update`, or `tasks/cancel` is sent over the Streamable HTTP transport, the client MUST set the `Mcp-Name` header to the value of `params.taskId`.',
      ...CLIENT,
    },
    {
      id: 'tasks-38',
      section: 'protocol-errors',
      sentence:
        'Servers MUST return standard JSON-RPC errors for the following protocol error cases: Invalid or nonexistent `taskId`: `-32602` (Invalid params)',
      coveredBy: ['test/lambda/protocol/requirements/tasks.test.ts › a task that is %s is -32602 for %s'],
    },
    {
      id: 'tasks-39',
      section: 'protocol-errors',
      sentence: 'Servers MUST return this error for `tasks/get`.',
      coveredBy: ['test/lambda/protocol/requirements/tasks.test.ts › a task that is %s is -32602 for %s'],
    },
    {
      id: 'tasks-40',
      section: 'protocol-errors',
      sentence: 'Servers SHOULD return this error for `tasks/update` and `tasks/cancel`.',
      coveredBy: ['test/lambda/protocol/requirements/tasks.test.ts › a task that is %s is -32602 for %s'],
    },
    {
      id: 'tasks-41',
      section: 'protocol-errors',
      sentence:
        'Servers MUST return standard JSON-RPC errors for the following protocol error cases: Internal errors: `-32603` (Internal error)',
      coveredBy: [
        'test/lambda/protocol/rpc/messages.test.ts › what cannot be served › a bug is an opaque id for the caller, and a stack for the log',
      ],
    },
    {
      id: 'tasks-42',
      section: 'protocol-errors',
      sentence:
        'Servers MUST return standard JSON-RPC errors for the following protocol error cases: Missing required client capabilities: `-32021` (Missing Required Client Capability)',
      coveredBy: ['test/lambda/protocol/requirements/tasks.test.ts › %s is -32021 for a client that declares no tasks'],
    },
    {
      id: 'tasks-43',
      section: 'protocol-errors',
      sentence:
        'Servers MUST return this error for non-declaring clients requesting task notifications on `subscriptions/listen`.',
      coveredBy: [
        'test/lambda/protocol/subscriptions/listen.test.ts › subscriptions/listen › tasks need a client that knows them',
      ],
    },
    {
      id: 'tasks-44',
      section: 'protocol-errors',
      sentence:
        'Servers MUST return this error for non-declaring clients issuing `tasks/get`, `tasks/update`, and `tasks/cancel` requests.',
      coveredBy: ['test/lambda/protocol/requirements/tasks.test.ts › %s is -32021 for a client that declares no tasks'],
    },
    {
      id: 'tasks-45',
      section: 'protocol-errors',
      sentence: 'Servers SHOULD provide informative error messages to describe the cause of errors.',
      coveredBy: ['test/lambda/protocol/requirements/tasks.test.ts › a task that is %s is -32602 for %s'],
    },
    {
      id: 'tasks-46',
      section: 'task-execution-errors',
      sentence:
        'The `tasks/get` response SHOULD include a `statusMessage` field with diagnostic information about the failure, and MUST include the `error` field with the JSON-RPC error.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a call that ends in an error fails its task with that error',
      ],
    },
    {
      id: 'tasks-47',
      section: 'task-execution-errors',
      sentence:
        'The `failed` status MUST NOT be used to represent non-JSON-RPC errors, such as a tool result that completed with `isError: true`.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a tool that fails completes its task with isError',
      ],
    },
    {
      id: 'tasks-48',
      section: 'task-execution-errors',
      sentence:
        'Errors within the context of a protocol method result MUST use the `completed` status with the error details in the `result` field.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a tool that fails completes its task with isError',
      ],
    },
    {
      id: 'tasks-49',
      section: 'task-execution-errors',
      sentence:
        'If the underlying request resulted in a JSON-RPC error, the task uses `failed` status and the `error` field MUST contain that JSON-RPC error.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a call that ends in an error fails its task with that error',
      ],
    },
    {
      id: 'tasks-50',
      section: 'task-execution-errors',
      sentence:
        'If the request completed with a result (even if `isError: true` for tool results), the task uses `completed` status and the `result` field MUST contain that result.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a tool that fails completes its task with isError',
        'test/lambda/protocol/requirements/tasks.test.ts › a task that is done carries the result of the call',
      ],
    },
    {
      id: 'tasks-51',
      section: 'security-considerations',
      sentence: 'Servers MUST generate them with sufficient entropy that a third party cannot enumerate or guess them.',
      coveredBy: ['test/lambda/protocol/requirements/tasks.test.ts › the id of a task cannot be guessed'],
    },
    {
      id: 'tasks-52',
      section: 'security-considerations',
      sentence:
        'Servers MUST perform authentication and authorization checks on each task-related request to ensure that the client has permission to access a task.',
      coveredBy: [
        'test/lambda/protocol/requirements/tasks.test.ts › a task of another caller is not there',
        'test/lambda/protocol/tasks/access.test.ts › who may reach a task › needs the scopes that the tool asked for, with every request',
      ],
    },
    {
      id: 'tasks-53',
      section: 'security-considerations',
      sentence:
        'Hosts MUST apply the same trust model to these payloads as they would to standard elicitation/sampling requests.',
      ...CLIENT,
    },
  ],
};
