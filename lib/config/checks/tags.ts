/** What is wrong with one tag. */
export interface TagProblem {
  /** The tag's key, or undefined for all tags together. */
  readonly key?: string;
  readonly message: string;
}

/** AWS allows 50 tags on a resource; `spillway:stage` is one of them. */
const MAX_TAGS = 49;

/** The characters that every service accepts. AWS: tag-editor/latest/userguide/best-practices-and-strats.html */
const CHARACTERS = /^[\p{L}\p{N}\p{Z}_.:/=+\-@]*$/u;

/** The tags that AWS refuses, when it is too late: in the middle of a deployment. */
export function tagProblems(tags: Readonly<Record<string, string>>): TagProblem[] {
  const keys = Object.keys(tags);
  const problems = Object.entries(tags).flatMap(([key, value]) => {
    const message = keyProblem(key, keys) ?? valueProblem(value);
    return message === undefined ? [] : [{ key, message }];
  });
  if (keys.length <= MAX_TAGS) return problems;
  return [
    {
      message: `expected at most ${MAX_TAGS} tags, found ${keys.length}: AWS allows 50, and Spillway adds spillway:stage`,
    },
    ...problems,
  ];
}

function keyProblem(key: string, keys: readonly string[]): string | undefined {
  if (key === '' || key.length > 128) return `expected a key of 1 to 128 characters, not ${key.length}`;
  if (!CHARACTERS.test(key)) return 'expected a key of letters, digits, spaces and _ . : / = + - @';
  if (/^aws:/i.test(key)) return 'expected a key that does not begin with aws:, which AWS reserves';
  if (/^spillway:/i.test(key))
    return 'expected a key that does not begin with spillway:, which Spillway sets by itself';
  const twin = keys.find((other) => other !== key && other.toLowerCase() === key.toLowerCase());
  if (twin === undefined) return undefined;
  return `expected keys that differ in more than case: IAM refuses this one beside ${twin}`;
}

function valueProblem(value: string): string | undefined {
  // CloudFormation tags the stack, too, and takes no empty value, unlike most services.
  if (value === '')
    return 'expected a value, which CloudFormation requires; remove the tag, or give it a value such as "-"';
  if (value.length > 256) return `expected a value of at most 256 characters, not ${value.length}`;
  return CHARACTERS.test(value) ? undefined : 'expected a value of letters, digits, spaces and _ . : / = + - @';
}
