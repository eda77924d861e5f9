import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';

const read = (path: string) => readFileSync(join(REPOSITORY_ROOT, path), 'utf8');
const json = (path: string) => JSON.parse(read(path));

/** A YAML file as plain data; a key that is there twice or a tab is an error. */
function yaml(path: string) {
  const document = parseDocument(read(path), { strict: true });
  if (document.errors.length > 0) throw new Error(`${path}: ${document.errors.join('; ')}`);
  return document.toJS();
}

const YAML_FILES = readdirSync(join(REPOSITORY_ROOT, '.github'), { recursive: true })
  .map((name) => join('.github', String(name)))
  .filter((name) => name.endsWith('.yml'))
  .sort();
const WORKFLOWS = YAML_FILES.filter((name) => name.startsWith('.github/workflows/'));
const FORMS = YAML_FILES.filter((name) => name.startsWith('.github/ISSUE_TEMPLATE/') && !name.endsWith('config.yml'));

/** The steps of every job of a workflow. */
const stepsOf = (path: string): readonly { readonly uses?: string; readonly run?: string }[] =>
  Object.values<{ readonly steps: [] }>(yaml(path).jobs).flatMap(({ steps }) => steps);

const majorOf = (version: string) => Number(/\d+/.exec(version)?.[0]);

describe('.github', () => {
  test.each(YAML_FILES)('%s is YAML', (path) => {
    expect(yaml(path)).toEqual(expect.any(Object));
  });

  test.each(WORKFLOWS)('%s runs .ci/run, with permission to read only, and actions of one version', (path) => {
    const steps = stepsOf(path);

    expect(steps.map(({ run }) => run)).toContain('.ci/run');
    expect(yaml(path).permissions).toEqual({ contents: 'read' });
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+(\.\d+)*$/);
  });

  test('every push and pull request is tested on the oldest Node.js that package.json accepts, and on Lambda’s', () => {
    const { on, jobs } = yaml('.github/workflows/ci.yml');
    const { engines } = json('package.json');

    expect(Object.keys(on)).toEqual(['push', 'pull_request']);
    expect(jobs.test.strategy.matrix.node).toEqual([majorOf(read('.nvmrc')), majorOf(engines.node)]);
  });

  test('every push and pull request lints the templates', () => {
    const runs = yaml('.github/workflows/ci.yml').jobs.cfnlint.steps.map(
      ({ run = '' }: { readonly run?: string }) => run,
    );

    expect(runs).toContain('npm run cfnlint');
    expect(json('package.json').scripts).toHaveProperty('cfnlint');
  });

  test('every push and pull request holds the floors of coverage', () => {
    const runs = yaml('.github/workflows/ci.yml').jobs.coverage.steps.map(
      ({ run = '' }: { readonly run?: string }) => run,
    );

    expect(runs).toContain('npm run coverage');
    expect(json('package.json').scripts).toHaveProperty('coverage');
  });

  test('every push and pull request runs the bundles under Amazon’s client, on a machine that can compile it', () => {
    const runs = yaml('.github/workflows/ci.yml').jobs.ric.steps.map(({ run = '' }: { readonly run?: string }) => run);

    expect(runs).toContain('npm run ric -- --required');
    expect(json('package.json').scripts).toHaveProperty('ric');
  });

  test('a release starts with a tag of a version, and only the job that makes it may write', () => {
    const { on, jobs } = yaml('.github/workflows/release.yml');

    expect(on).toEqual({ push: { tags: ['v*'] } });
    expect(jobs.publish).toMatchObject({ needs: 'verify', permissions: { contents: 'write' } });
    expect(jobs.verify.permissions).toBeUndefined();
  });

  test('no workflow puts what others wrote into a command', () => {
    const commands = WORKFLOWS.flatMap((path) => stepsOf(path).map(({ run = '' }) => run));
    expect(commands.filter((command) => command.includes('${{'))).toEqual([]);
  });

  test.each(FORMS)('%s is a form with a name, a description and questions of different ids', (path) => {
    const { name, description, body } = yaml(path);
    const ids = body.flatMap(({ id }: { readonly id?: string }) => id ?? []);

    expect([name, description]).toEqual([expect.any(String), expect.any(String)]);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { type } of body) expect(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
  });

  test('Dependabot watches the packages and the actions', () => {
    const { version, updates } = yaml('.github/dependabot.yml');
    const watched = updates.map((update: { readonly 'package-ecosystem': string }) => update['package-ecosystem']);

    expect([version, watched]).toEqual([2, ['npm', 'github-actions']]);
  });
});

describe('the editor', () => {
  test('has the Node.js that the dev dependency pins', () => {
    const { devDependencies } = json('package.json');
    expect(read('.nvmrc')).toBe('24\n');
    expect(majorOf(devDependencies.node)).toBe(24);
  });

  test('formats as Biome does', () => {
    const { indentStyle, indentWidth, lineWidth } = json('biome.json').formatter;
    const [all = ''] = read('.editorconfig').split(/^\[(?!\*\])/m);
    const settings = Object.fromEntries([...all.matchAll(/^(\w+) = (.+)$/gm)].map(([, key, value]) => [key, value]));

    expect(settings).toMatchObject({
      indent_style: indentStyle,
      indent_size: String(indentWidth),
      max_line_length: String(lineWidth),
      end_of_line: 'lf',
    });
  });

  test('starts programs that there are', () => {
    const { configurations } = json('.vscode/launch.json');
    const local = (path: string) => path.replace(/^\$\{workspaceFolder\}/, REPOSITORY_ROOT);

    expect(configurations).toHaveLength(2);
    for (const { program, runtimeExecutable, cwd } of configurations) {
      expect([existsSync(local(program)), existsSync(local(cwd))]).toEqual([true, true]);
      expect(() => accessSync(local(runtimeExecutable), constants.X_OK)).not.toThrow();
    }
  });

  test('debugs with the flags of the npm scripts', () => {
    const { scripts } = json('package.json');
    const { configurations } = json('.vscode/launch.json');
    const [jest, stack] = configurations.map(({ runtimeArgs }: { readonly runtimeArgs: string[] }) =>
      runtimeArgs.join(' '),
    );

    expect(scripts.unit).toMatch(`node ${jest} `);
    expect([stack, scripts.start]).toEqual(['', 'node bin/spillway-local.cjs']);
  });
});
