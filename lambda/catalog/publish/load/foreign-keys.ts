/** A place of a document, and what other gateways, clients and frameworks call what can be said there. */
interface Place {
  /** A key, or a value, that no other place has. */
  readonly knows: string;
  /** Words, in lower case and without `_` and `-`, and what to write in their place. */
  readonly words: readonly (readonly [words: string, advice: string])[];
}

const TIMEOUT = 'timeout timeoutms timeoutseconds deadline deadlinems readtimeout requesttimeout connecttimeout';

const CREDENTIALS: Place['words'] = [
  [
    'tls mtls ssl cert certificate clientcert clientcertificate',
    'write `auth: { type: mtls, secret: ... }` for a client certificate',
  ],
  [
    'authentication authorization credential credentials credentialprovider credentialproviderconfigurations security oauth oauth2 apikey bearer basic basicauth jwt token secret',
    'write `auth`, such as `auth: { type: bearer, secret: ... }`',
  ],
  ['hmac sign signature signing sigv4 aws awssigv4', 'write `auth: { type: hmac, ... }` or `{ type: sigv4, ... }`'],
];

const LIMITS: Place['words'] = [
  [TIMEOUT, 'write `limits: { timeoutMs: ... }` beside `target`'],
  ['maxbytes maxsize sizelimit maxresponsebytes maxbodybytes', 'write `limits: { answerBytes: ... }` beside `target`'],
  ['ratelimit throttle rps', 'write `limits: { requestsPerSecond: ... }` beside `target`'],
  ['retry maxretries attempts maxattempts backoff', 'write `retries`, a number'],
  ['cache caching cachettl ttl', 'remove it: responses are not cached'],
];

const PLACES: readonly Place[] = [
  {
    knows: 'multipart',
    words: [
      ...CREDENTIALS,
      ...LIMITS,
      [
        'okstatus okstatuses status statuses statuscode statuscodes successstatus successstatuses successcodes expectedstatus ' +
          'expectedstatuses validstatus validatestatus acceptedstatuses allowedstatuses ignorestatus',
        'write `ok`, the statuses that are answers, such as `ok: [2xx, 404]`',
      ],
      [
        'steps step requests calls pipeline chain then workflow sequence before after prerequest postrequest',
        'a tool sends one request: combine several in a function, with `type: lambda`',
      ],
      ['uri baseurl endpoint host server servers href', 'write `url`; its beginning may stand in `defaults: { url }`'],
      ['verb httpmethod requestmethod', 'write `method`'],
      ['params queryparams queryparameters querystring parameters search qs', 'write `query`'],
      ['pathparams pathparameters pathvariables', 'write `path`, or use the argument as `{name}` in `url`'],
      ['data json jsonbody payload requestbody bodytemplate', 'write `body`'],
      ['formdata formbody urlencoded formurlencoded', 'write `form`, or `multipart` for files'],
      ['file files upload uploads attachment attachments', 'write `multipart`'],
      ['soap soapbody xmlbody envelope', 'write `xml`'],
      ['followredirects followredirect redirect allowredirects maxredirects', 'write `redirects`, a list of hosts'],
      ['paginate paging pager nextlink nexturl nextpage next cursor nextcursor', 'write `pagination`'],
      ['items itemspath rows records datapath', 'write `pagination: { items: ... }`, or `result`'],
      ['maxitems maxresults limit take first', 'write `maxRows`'],
      [
        'response output outputtemplate transform responsetransform map mapping responsemapping responsetemplate select extract jq ' +
          'jsonata jsonpath resultpath outputpath resultselector',
        'write `result`',
      ],
      ['errormapping errormessage errorpath errortemplate onerror errors catch', 'write `error`'],
      ['iferror errorif failif failureif errorwhen successif assert', 'write `isError`, an expression'],
      ['responsetype responseformat format parse decode decoder parser as accept', 'write `answer`'],
      ['streaming sse ndjson', 'write `stream`, such as `stream: sse`'],
      ['polling wait waitfor waituntil async longrunning lro callback', 'write `poll`'],
      ['image images blocks contentblocks', 'write `content`'],
      ['mediatype mimetype', 'write `contentType`'],
      ['responses', 'write `ok` for the statuses, and `result`'],
      ['arguments', 'write `query`, `headers` or `body`'],
      ['request', 'write its keys, such as `method` and `url`, in `target`'],
      ['bodytype bodymode bodyformat', 'write `body` for JSON, else `form`, `multipart`, `text`, `binary` or `xml`'],
      ['bodyparams bodyparameters', 'write `body`, or `form` for an HTML form'],
      ['headerparams headerparameters requestheaders httpheaders', 'write `headers`'],
      ['name title description input limits annotations scopes confirm ask examples task', 'write it beside `target`'],
    ],
  },
  {
    knows: 'operationName',
    words: [
      ...CREDENTIALS,
      ...LIMITS,
      ['document gql mutation operation graphql body', 'write `query`, the text of a query or mutation'],
      ['vars args arguments input params', 'write `variables`'],
      ['endpoint uri baseurl', 'write `url`'],
      ['connection paginate paging cursor', 'write `pagination: { connection: ... }`'],
      ['response output transform map mapping', 'write `result`'],
      ['method form text', 'remove it: a GraphQL request is a POST with JSON'],
    ],
  },
  {
    knows: 'step',
    words: [
      ['nextlink nexturl nextpage nextpath url href linkpath', 'write `type: link` and `link`, an expression'],
      [
        'nextcursor token nexttoken pagetoken cursorpath cursorfield',
        'write `type: cursor` and `cursor`, an expression',
      ],
      [
        'offset size limit pagesize perpage increment',
        'write `type: page` and `step`; send the size of a page in `query`',
      ],
      ['data rows results records path itemspath datapath resultspath', 'write `items`, an expression'],
      ['parameter name queryparam cursorparam pageparam offsetparam paramname', 'write `param`'],
      ['limitparam sizeparam', 'send the size of a page in `query`, beside `pagination`'],
      ['total totalpages totalcount lastpage pages', 'write `until`, an expression that is true for the last page'],
      ['location place where', 'write `in`'],
      ['max limitpages maxrequests pagelimit', 'write `maxPages`'],
      [
        'hasmore hasnext more while stop stopwhen',
        'write `until`; an expression that finds no next page ends them, too',
      ],
      ['first firstpage begin initial startpage', 'write `start`'],
      ['maxrows maxitems', 'write it beside `pagination`'],
      ['body query headers form', 'write `type: next` and `next: { body, query, headers, form }`'],
      ['continue continuation from', 'write `resume`, an expression over `$args`'],
    ],
  },
  {
    knows: 'tokenUrl',
    words: [
      ['bearer basic oauth2 jwt hmac mtls sigv4', 'write `type`, such as `type: bearer`, and `secret`'],
      ['token value password apikey clientsecretname secretname secretref', 'write `secret`, the name of a secret'],
      ['user login', 'write `username`'],
      ['header headername queryname param', 'write `name`, and `in` for its place'],
      ['location place where', 'write `in`'],
      ['scheme valueprefix template format', 'write `prefix`'],
      ['scopes', 'write `scope`, a text with spaces'],
      ['url tokenendpoint accesstokenurl endpoint authurl', 'write `tokenUrl`'],
      ['granttype flow', 'write `grant`'],
      ['flows', 'write `tokenUrl`, `grant` and `scope`'],
      ['consumerkey consumersecret tokensecret', 'remove it: OAuth 1 is not supported'],
      ['cert certificate keyfile privatekey pem', 'write `secret`, the name of a secret'],
      ['alg', 'write `algorithm`'],
      ['iss', 'write `issuer`'],
      ['sub', 'write `subject`'],
      ['aud', 'write `audience`'],
      ['kid', 'write `keyId`'],
      ['expiresin expiry lifetime ttl', 'write `lifetimeSeconds`'],
      ['extra extraparams params additionalparameters', 'write `parameters`'],
      ['rolearn assumerole', 'write `role`, a name under `awsRoles` of the stage file'],
      ['message payload stringtosign data', 'write `string`, an expression over `$request`'],
      ['timestamp timestampname', 'write `timestampHeader`'],
    ],
  },
  {
    knows: 'deadlineMs',
    words: [
      [`${TIMEOUT} maxwait maxwaitms maxtime maxattempts attempts retries`, 'write `deadlineMs`'],
      ['interval every delay delayms intervalseconds', 'write `intervalMs`'],
      [
        'done complete completed donewhen condition success successwhen status statuspath statusfield',
        'write `until`, an expression',
      ],
      ['error fail failure failedwhen failwhen', 'write `failed`, an expression'],
      ['location href statusurl', 'write `url`, an expression'],
    ],
  },
  {
    knows: 'timeoutMs',
    words: [
      ['timeoutseconds deadline deadlinems', 'write `timeoutMs`, milliseconds'],
      ['maxbytes maxresultbytes bytes size maxsize', 'write `resultBytes`'],
      ['maxresponsebytes responsebytes bodybytes', 'write `answerBytes`'],
      ['rate ratelimit rps requests requestspersec', 'write `requestsPerSecond`'],
      ['concurrency maxconcurrency parallel', 'write `concurrentCalls`'],
    ],
  },
  {
    knows: 'confirm',
    words: [
      ['inputschema parameters params args arguments schema', 'write `input`'],
      ['outputschema returns responseschema', 'write `output`'],
      [
        'http request url method handler backend upstream action',
        'write `target`, such as `target: { type: http, url: ... }`',
      ],
      ['headers query auth result pagination', 'write it in `target`'],
      [TIMEOUT, 'write `limits: { timeoutMs: ... }`'],
      ['retry retries', 'write `target: { retries: ... }`'],
      [
        'readonly readonlyhint destructive idempotent',
        'write `annotations`, such as `annotations: { readOnlyHint: true }`',
      ],
      ['tests test samples', 'write `examples`'],
      ['id toolname operationid', 'write `name`'],
      ['source', 'write the URL in `target`, or in `defaults` of the Server document'],
      ['async background longrunning', 'write `task: optional`'],
      ['summary help usage', 'write `description`'],
    ],
  },
  {
    knows: 'stepUp',
    words: [
      ['url baseurl servers endpoint', 'write `defaults: { url: ... }`'],
      ['headers query auth authentication limits', 'write it in `defaults`'],
      ['security securityschemes credentialprovider', 'write `defaults: { auth: ... }`'],
      ['env vars parameters', 'write `variables`'],
      ['secrets secret credentials', 'remove it: a stage stores secrets, and `auth` names them'],
      ['allowedhosts alloweddomains domains', 'write `hosts`'],
      ['name id', 'write `server`'],
      ['tools', 'write each tool as a document of its own, `kind: Tool`'],
    ],
  },
];

/** Values that others have for a key with a list of values. */
const VALUES: readonly Place[] = [
  {
    knows: 'private_key_jwt',
    words: [
      ['clientsecretbasic header', 'write `basic`'],
      ['clientsecretpost form post', 'write `body`'],
    ],
  },
  {
    knows: 'sha256',
    words: ['256', '1', '512'].map((bits) => [`sha${bits} hmacsha${bits}`, `write \`sha${bits}\``] as const),
  },
  {
    knows: 'refresh_token',
    words: [
      ['clientcredentials application', 'write `client_credentials`'],
      ['jwt assertion serviceaccount', 'write `jwt_bearer`'],
      [
        'authorizationcode password implicit devicecode',
        'a tool has no browser: obtain a refresh token once, and write `refresh_token`',
      ],
    ],
  },
  {
    knows: 'cookie',
    words: [
      ['queryparameter querystring url uri', 'write `query`'],
      ['json form payload', 'write `body`'],
    ],
  },
  { knows: 'optional', words: [['true yes async', 'write `optional`']] },
  {
    knows: 'resource_link',
    words: [
      ['link url uri href', 'write `resource_link`'],
      ['file blob document pdf embedded', 'write `resource`, with `resource: { uri, mimeType, blob }`'],
      ['html markdown json string', 'write `text`'],
    ],
  },
  {
    knows: 'next',
    words: [
      [
        'offset skip limitoffset offsetlimit startat',
        'write `page` with `start: 0` and `step`, the number of items of a page',
      ],
      ['token nexttoken pagetoken keyset continuation seek', 'write `cursor`'],
      ['header linkheader nextlink nexturl url hal odata hateoas', 'write `link`'],
      ['number pagenumber pages', 'write `page`'],
      ['graphql relay connection', 'use a target of `type: graphql`'],
    ],
  },
  {
    knows: 'bearer',
    words: [
      ['token accesstoken pat', 'write `bearer`, or `apiKey` for a header of another form'],
      ['header key custom query cookie', 'write `apiKey`, with `in` and `name`'],
      ['clientcredentials oidc openidconnect openid', 'write `oauth2`'],
      ['serviceaccount google', 'write `oauth2` with `grant: jwt_bearer`'],
      ['tls certificate cert clientcertificate', 'write `mtls`'],
      ['aws iam awssigv4 awsv4', 'write `sigv4`'],
      ['signature', 'write `hmac`'],
      ['http', 'write `bearer` or `basic`'],
      [
        'oauth1 oauth10a digest ntlm kerberos negotiate hawk',
        'this scheme is not supported: call the API from a function, with a target of `type: lambda`',
      ],
    ],
  },
  {
    knows: 'ndjson',
    words: [
      ['true jsonl jsonlines lines', 'write `ndjson`'],
      ['array list jsonarray', 'write `json`'],
      ['events eventstream text/eventstream eventsource', 'write `sse`'],
      ['chunked', 'write `text`'],
    ],
  },
  {
    knows: 'csv',
    words: [
      ['application/json object', 'write `json`'],
      ['html string plain text/plain text/html', 'write `text`'],
      ['base64 bytes buffer blob arraybuffer stream file', 'write `binary`'],
      ['tsv text/csv spreadsheet', 'write `csv`'],
      ['soap application/xml text/xml', 'write `xml`'],
    ],
  },
  {
    knows: 'dynamodb',
    words: [
      ['rest https api openapi soap webhook fetch', 'write `http`'],
      ['gql', 'write `graphql`'],
      ['function code script', 'write `lambda`'],
      ['mock constant text', 'write `static`'],
    ],
  },
];

/**
 * Completes a message about an unknown key with what to write in its place, where the key is a word of others.
 *
 * @param known the keys that the place has
 * @returns `undefined` for any other key
 */
export function foreignKeyAdvice(key: string, known: readonly string[]): string | undefined {
  return adviceIn(PLACES, key, known);
}

/**
 * Completes a message about an unknown value in the same way.
 *
 * @param known the values that the key takes
 * @returns `undefined` for any other value
 */
export function foreignValueAdvice(value: string, known: readonly string[]): string | undefined {
  return adviceIn(VALUES, value, known);
}

function adviceIn(places: readonly Place[], text: string, known: readonly string[]): string | undefined {
  const word = text.toLowerCase().replaceAll(/[_-]/g, '');
  const place = places.find(({ knows }) => known.includes(knows));
  const [, advice] = place?.words.find(([words]) => words.split(' ').includes(word)) ?? [];
  return advice === undefined ? undefined : `; ${advice}`;
}
