/** A placeholder such as `:id`, and its place in the SQL. */
interface Placeholder {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** SQL as far as publishing reads it. */
export interface Scanned {
  readonly placeholders: readonly Placeholder[];
  /** The first word, in capital letters. */
  readonly verb: string;
  /** Whether there is a question mark outside texts and comments. */
  readonly hasQuestionMark: boolean;
}

/**
 * What has no placeholders: texts and names in quotes, comments, texts between dollars, and casts. Then placeholders, words, and
 * question marks.
 */
const TOKENS =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|::|:([A-Za-z_]\w*)|\?|[A-Za-z_]\w*/g;

/** Finds the placeholders of an SQL text. */
export function scanSql(sql: string): Scanned {
  const placeholders: Placeholder[] = [];
  let verb = '';
  let hasQuestionMark = false;
  for (const match of sql.matchAll(TOKENS)) {
    const [token, , name] = match;
    if (name !== undefined) placeholders.push({ name, start: match.index, end: match.index + token.length });
    else if (token === '?') hasQuestionMark = true;
    else if (verb === '' && /^[A-Za-z_]/.test(token)) verb = token.toUpperCase();
  }
  return { placeholders, verb, hasQuestionMark };
}

/** Writes `?` in place of each placeholder. */
export function withQuestionMarks(sql: string, { placeholders }: Scanned): string {
  let written = '';
  let from = 0;
  for (const { start, end } of placeholders) {
    written += `${sql.slice(from, start)}?`;
    from = end;
  }
  return written + sql.slice(from);
}
