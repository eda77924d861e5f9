/** A command that a README shows, and the answer that it shows for it. */
interface Exchange {
  readonly command: string;
  readonly answer: string;
  /** Language of the fence around the answer. */
  readonly language: string;
}

/** What a README asks its reader to do. */
export interface Transcript {
  readonly exchanges: readonly Exchange[];
  /** Files that it tells the reader to write, by name. */
  readonly files: ReadonlyMap<string, string>;
}

interface Fence {
  readonly language: string;
  readonly content: string;
  /** The text between the fence before and this one. */
  readonly lead: string;
}

/**
 * Reads a README: a fence `sh` is a command and the fence after it its answer; a fence `yaml` is the file that the sentence
 * before it names, as `name.yaml`.
 *
 * @throws Error for a command without an answer, or a file without a name
 */
export function readTranscript(markdown: string): Transcript {
  const fences = readFences(markdown);
  const exchanges = fences.flatMap(({ language, content }, index) => {
    if (language !== 'sh') return [];
    const answer = fences[index + 1];
    if (answer === undefined || answer.language === 'sh') throw new Error(`No answer follows: ${content}`);
    return [{ command: content.trim(), answer: answer.content.trim(), language: answer.language }];
  });
  const files = fences
    .filter(({ language }) => language === 'yaml')
    .map(({ lead, content }) => [fileNameIn(lead), content] as const);
  return { exchanges, files: new Map(files) };
}

function readFences(markdown: string): readonly Fence[] {
  let end = 0;
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => {
    const lead = markdown.slice(end, match.index);
    end = match.index + match[0].length;
    return { language: match[1] ?? '', content: match[2] ?? '', lead };
  });
}

function fileNameIn(lead: string): string {
  const name = /`([\w.-]+\.yaml)`:\s*$/.exec(lead)?.[1];
  if (name === undefined) throw new Error(`No file name ends: ${lead.trim().slice(-60)}`);
  return name;
}

/** An answer without the blanks that only wrap JSON for a reader's eyes; any other text stays as it is. */
export function withoutWrapping(answer: string, language: string): string {
  return language === 'json' ? JSON.stringify(JSON.parse(answer)) : answer;
}

/**
 * A printed stream without the fillers that follow messages which arrive alone: empty comments between events, empty lines between
 * JSON lines. How many there are depends on the time between two messages.
 */
export function withoutFillers(text: string): string {
  return text.replaceAll(/^:\n\n/gm, '').replaceAll(/^(\{.*\n)\n(?=\{)/gm, '$1');
}
