import { isJsonObject, type JsonObject } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import { type EnvelopeReader, quoteBeginning } from '../http/index.ts';
import { adviceAfter } from '../repeatable.ts';

/** Bytes of an API's own messages in an error. */
const QUOTED_BYTES = 2_048;

/**
 * Reads a GraphQL response: `errors` without data are an error, and `errors` beside data make the answer incomplete.
 * spec: GraphQL September 2025, section 7.1
 */
export const readEnvelope: EnvelopeReader = ({ status, body }, { label, repeatable }, mask) => {
  const errors = isJsonObject(body) ? errorsIn(body) : [];
  if (!isJsonObject(body) || (body.data === undefined && errors.length === 0)) {
    const beginning = body === undefined ? '' : quoteBeginning(JSON.stringify(body), mask);
    const shown = beginning === '' ? '' : ` It begins: ${beginning}`;
    throw new ToolError(
      `${label} returned ${status}, but not a GraphQL response, which has \`data\` or \`errors\`.${shown}`,
    );
  }
  if (errors.length === 0) return undefined;
  const counted = errors.length === 1 ? 'an error' : `${errors.length} errors`;
  const messages = quoteBeginning(errors.map(messageOf).join('; '), mask, QUOTED_BYTES);
  // An error with a path arose while the operation ran, maybe after another field was written.
  const ran = errors.some((error) => isJsonObject(error) && Array.isArray(error.path));
  return {
    outcome: `${label} returned ${counted}`,
    message: messages,
    advice: ran && !repeatable ? adviceAfter({ repeatable }, '') : '',
    isIncomplete: hasData(body.data),
    notFound: errors.every((error) => codeOf(error) === 'NOT_FOUND'),
  };
};

/** A list, by the specification; some servers send one text or object before they run the operation. */
function errorsIn({ errors }: JsonObject): readonly unknown[] {
  if (Array.isArray(errors)) return errors;
  return errors === undefined || errors === null ? [] : [errors];
}

/** An error removes its field, or the object around it where that may not be null, up to the whole: objects of nulls hold nothing. */
function hasData(data: unknown): boolean {
  if (!isJsonObject(data)) return false;
  return Object.values(data).some((value) => (isJsonObject(value) ? hasData(value) : value !== null));
}

function messageOf(error: unknown): string {
  if (typeof error === 'string') return withoutStop(error);
  if (!isJsonObject(error) || typeof error.message !== 'string') return JSON.stringify(error);
  const notes = [placeOf(error), codeOf(error)].filter((note) => note !== undefined);
  return `${withoutStop(error.message)}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}

const withoutStop = (text: string) => text.trim().replace(/\.+$/, '');

/** The field in the response, or else the place in the document. */
function placeOf({ path, locations }: JsonObject): string | undefined {
  if (Array.isArray(path) && path.length > 0) {
    const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
    return `at ${steps.join('').replace(/^\./, '')}`;
  }
  const [first] = Array.isArray(locations) ? locations : [];
  if (!isJsonObject(first) || typeof first.line !== 'number') return undefined;
  return `line ${first.line} of the query, column ${String(first.column)}`;
}

/** The class of an error: in `extensions`, as most servers have it, or beside the message, as GitHub has it. */
function codeOf(error: unknown): string | undefined {
  if (!isJsonObject(error)) return undefined;
  const { type, extensions } = error;
  const code = isJsonObject(extensions) ? (extensions.code ?? type) : type;
  return typeof code === 'string' ? code : undefined;
}
