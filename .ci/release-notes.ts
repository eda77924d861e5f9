/** `node .ci/release-notes.ts TAG`: checks that a tag is the version of package.json, and prints its section of the changelog. */
import { readFileSync } from 'node:fs';

/** What a tag is checked against. */
interface Repository {
  /** The version in package.json. */
  readonly version: string;
  /** The text of CHANGELOG.md. */
  readonly changelog: string;
}

/** The tag, the version or the changelog is wrong; the message names which, and what would be right. */
class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}

/**
 * The changelog's section of a version, without its heading.
 *
 * @throws ReleaseError for a tag that is not `v` and the version, or a version without a dated section that has entries
 */
export function releaseNotes(tag: string, { version, changelog }: Repository): string {
  if (tag !== `v${version}`)
    throw new ReleaseError(`The tag is ${tag}, but package.json has version ${version}: tag v${version}`);
  const heading = `## [${version}]`;
  const section = changelog.split(/^(?=## \[)/m).find((text) => text.startsWith(heading));
  if (section === undefined) throw new ReleaseError(`CHANGELOG.md has no section ${heading} - YYYY-MM-DD`);
  const [title = '', ...lines] = section.split('\n');
  if (!/^ - \d{4}-\d{2}-\d{2}$/.test(title.slice(heading.length))) {
    throw new ReleaseError(`CHANGELOG.md: "${title}" has no date: ${heading} - YYYY-MM-DD`);
  }
  const notes = lines.join('\n').trim();
  if (notes === '') throw new ReleaseError(`CHANGELOG.md: the section ${heading} is empty`);
  return notes;
}

if (import.meta.main) {
  const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
  const { version } = JSON.parse(read('package.json'));
  try {
    console.log(releaseNotes(process.argv[2] ?? '', { version, changelog: read('CHANGELOG.md') }));
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
