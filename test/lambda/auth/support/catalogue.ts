/** The servers of the access matrix: what each requires and offers, as data, and the same as documents to publish. */

/** What a server requires, offers and decides by policies. */
export interface MatrixServer {
  readonly scopes: readonly string[];
  readonly stepUp: readonly string[];
  readonly hasPolicies: boolean;
}

export const SERVERS = {
  open: { scopes: [], stepUp: [], hasPolicies: false },
  steps: { scopes: [], stepUp: ['write'], hasPolicies: false },
  closed: { scopes: ['staff'], stepUp: [], hasPolicies: false },
  gate: { scopes: ['staff'], stepUp: ['staff', 'write'], hasPolicies: false },
  ruled: { scopes: [], stepUp: [], hasPolicies: true },
  'ruled-steps': { scopes: [], stepUp: ['write'], hasPolicies: true },
} as const satisfies Readonly<Record<string, MatrixServer>>;

/** What each document requires, in every server; the same names for tools, prompts and resources. */
export const DOCUMENTS = { free: [], read: ['read'], write: ['write'] } as const;
/** A tool beside them, whose arguments policies judge. */
export const PAY = 'pay';

/** The documents of a server. */
export function documentsOf(server: keyof typeof SERVERS, issuer: string): string {
  const { scopes, stepUp, hasPolicies } = SERVERS[server];
  const lists = line('scopes', scopes) + line('stepUp', stepUp);
  const amount = 'input: { type: object, properties: { amount: { type: integer } }, required: [amount] }\n';
  const documents = [
    `kind: Server\nserver: ${server}\n${lists}`,
    tool(server, PAY, [], amount),
    ...Object.entries(DOCUMENTS).flatMap(([name, required]) => [
      tool(server, name, required, 'input: { type: object }\n'),
      `kind: Prompt\nserver: ${server}\nname: ${name}\n${line('scopes', required)}arguments: [{ name: language, completion: [go, rust] }]
messages: [{ role: user, content: { type: text, text: done } }]\n`,
      `kind: Resource\nserver: ${server}\nname: ${name}\nuri: note://${name}\n${line('scopes', required)}text: done\n`,
    ]),
    ...(hasPolicies ? policiesOf(server, issuer) : []),
  ];
  return documents.join('---\n');
}

function line(key: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${key}: ${JSON.stringify(names)}\n`;
}

function tool(server: string, name: string, scopes: readonly string[], input: string): string {
  return `kind: Tool\nserver: ${server}\nname: ${name}\ndescription: d\n${line('scopes', scopes)}${input}target: { type: static, text: done }\n`;
}

/** In words: see `permits` in `model.ts`. */
function policiesOf(server: string, issuer: string): readonly string[] {
  const pay = `action == Action::"tool:${PAY}"`;
  const texts = [
    'permit(principal, action == Action::"tool:free", resource);',
    'permit(principal is Key, action == Action::"prompt:free", resource);',
    `permit(principal, ${pay}, resource) when { context.input.amount < 100 };`,
    `permit(principal in Group::"${issuer}|staff", action, resource);`,
    `forbid(principal is Anonymous, ${pay}, resource);`,
    `forbid(principal, ${pay}, resource) when { context.input.amount == 13 };`,
    'forbid(principal, action == Action::"resource:note://read", resource);',
  ];
  return texts.map((text, index) => `kind: Policy\nserver: ${server}\nname: p${index}\npolicy: '${text}'\n`);
}
