import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { loadStage } from '../../../lib/config/index.ts';
import { spillway } from '../../e2e/support/command-line.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../../e2e/support/directories.ts';
import { startTestStack, type TestStack } from '../../e2e/support/stack.ts';
import { synthesize } from '../../lib/stacks/synthesize.ts';
import { readPage } from '../support/document.ts';
import { awsOptions } from './aws-options.ts';
import { type CdkOptions, cdk, optionsOf } from './cdk-help.ts';
import { allCommands, blocksOf, type Command, PAGES, valuesOf } from './commands.ts';

/** Commands that nothing here can run or parse, each with the reason. */
const UNCHECKED: Readonly<Record<string, string>> = {
  'aws iam create-open-id-connect-provider': 'no client of IAM is a dependency',
  'aws logs delete-log-group': 'no client of CloudWatch Logs is a dependency',
  'aws logs describe-log-groups': 'no client of CloudWatch Logs is a dependency',
  'aws s3 rb': 'a command of the AWS command line that no API has',
  'aws s3api list-buckets': 'no client of S3 is a dependency',
  'git checkout v0.1.0': 'the first release has no tag yet',
  'npm ci': 'it would replace the packages that this test uses',
  'openssl rand -hex': 'OpenSSL is not a part of the repository',
};

const TOOL = `kind: Tool
server: shop
name: hello
description: Greets.
input: { type: object }
target: { type: static, text: hello }
`;

const { scripts } = JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'package.json'), 'utf8'));
const commands = allCommands();
const nameOf = ({ words }: Command) => words.slice(0, 3).join(' ');
const startingWith = (...first: string[]) =>
  commands.filter(({ words }) => first.every((word, index) => words[index] === word));
/** The arguments of the CDK in `npx cdk ...`, and in a script of `package.json` that runs it. */
function cdkWords({ words }: Command): readonly string[] | undefined {
  if (words[0] === 'npx' && words[1] === 'cdk') return words.slice(2);
  const script = words[0] === 'npm' && words[1] === 'run' ? scripts[words[2] ?? ''] : undefined;
  return script?.startsWith('cdk ') ? [...script.split(' ').slice(1), ...words.slice(4)] : undefined;
}
const cdkCommands = commands.flatMap((command) => {
  const words = cdkWords(command);
  return words === undefined ? [] : [{ ...command, words }];
});
const spillwayCommands = startingWith('npm', 'run', '-s', 'spillway', '--');
const awsCommands = startingWith('aws');

test('every command is run or parsed, or listed with a reason', () => {
  const known = [...cdkCommands, ...spillwayCommands, ...awsCommands, ...startingWith('cp')].map(({ text }) => text);
  const others = commands.filter(({ text }) => !known.includes(text)).map(nameOf);
  const listed = Object.keys(UNCHECKED);

  expect(others.filter((name) => !listed.includes(name))).toEqual([]);
  expect(listed.filter((name) => !commands.some((command) => nameOf(command) === name))).toEqual([]);
});

describe('the commands of the CDK', () => {
  const options = new Map<string, CdkOptions>();

  // Generous times for processes of the CDK: each takes seconds, and more where other tests run beside it.
  beforeAll(async () => {
    for (const command of new Set(cdkCommands.map(({ words }) => words[0] ?? ''))) {
      options.set(command, await optionsOf(command));
    }
  }, 180_000);

  test.each(cdkCommands)('$text has options that there are', ({ words }) => {
    const { names, choices } = options.get(words[0] ?? '') ?? { names: new Set(), choices: new Map() };

    for (const [index, word] of words.entries()) {
      if (!word.startsWith('-')) continue;
      expect([...names]).toContain(word);
      const values = choices.get(word);
      if (values !== undefined) expect(values).toContain(words[index + 1]);
    }
  });

  test.each(cdkCommands.filter(({ words }) => words[0] !== 'bootstrap'))('$text names its stage', (command) => {
    const stacks = command.words.filter((word) => word.startsWith('Spillway-'));

    expect(valuesOf(command, '-c', '--app')).toContainEqual(expect.stringMatching(/^stage=prod|\.out$/));
    expect(stacks.filter((name) => !/^Spillway-prod-(Network|Data|Service)$/.test(name))).toEqual([]);
  });
});

/** The contexts with which the pages synthesize: a synthesis takes seconds, and the directory of its output changes nothing. */
const syntheses = [
  ...new Map(
    cdkCommands
      .filter(({ words }) => words[0] === 'synth')
      .map((command) => valuesOf(command, '-c'))
      .map((context) => [context.join(' '), context]),
  ).values(),
];

describe('what runs without an account', () => {
  let work: TemporaryDirectory;
  /** The page's directory of templates, as one of this test. */
  const here = (name: string) => join(work.path, name);

  beforeAll(async () => {
    work = await temporaryDirectory();
    mkdirSync(here('config'));
    copyFileSync(join(REPOSITORY_ROOT, 'config/prod.yaml'), here('config/prod.yaml'));
    for (const { words } of startingWith('cp')) {
      const [, from = '', to = ''] = words;
      copyFileSync(join(REPOSITORY_ROOT, from), here(`config/${basename(to)}`));
    }
  });
  afterAll(() => work.remove());

  test.each(syntheses)(
    'npm run synth -- -c %s',
    async (...context) => {
      const output = here(context[0] === 'stage=prod' && context.length === 1 ? 'old.out' : 'other.out');
      const stages = `stages=${relative(REPOSITORY_ROOT, here('config'))}`;
      await cdk(['synth', '-q', ...[...context, stages].flatMap((value) => ['-c', value]), '-o', output]);

      const stage = context[0]?.replace('stage=', '');
      const manifest = readFileSync(join(output, 'manifest.json'), 'utf8');
      const [, qualifier = 'hnb659fds'] = /bootstrapQualifier=(\w+)/.exec(context.join(' ')) ?? [];
      expect(existsSync(join(output, `Spillway-${stage}-Service.template.json`))).toBe(true);
      expect(new Set([...manifest.matchAll(/role\/cdk-(\w+)-/g)].map(([, name]) => name))).toEqual(
        new Set([qualifier]),
      );
    },
    180_000,
  );

  test.each(cdkCommands.filter(({ words }) => words.includes('--template')))(
    '$text',
    async ({ words }) => {
      const template = words.map((word) => (word.startsWith('old.out/') ? here(word) : word));

      expect(await cdk([...template, '--app', here('old.out')])).toContain('There were no differences');
    },
    180_000,
  );

  test('the policy for CloudFormation names the service of every resource', () => {
    const actions = [...readPage('operating/ci.md').matchAll(/`([a-z\d]+):\*/g)].map(([, service]) => service);
    const types = new Set(resourcesIn(here('old.out')).map(({ Type }) => Type));
    const services = [...types].flatMap((type) => /^AWS::(?!CDK)(\w+)::/.exec(type)?.[1] ?? []);

    for (const service of services) expect(actions).toContain(service.toLowerCase().replace(/v2$/, ''));
  });
});

/** The resources of the three stacks of `prod`. */
function resourcesIn(directory: string): readonly Resource[] {
  return ['Network', 'Data', 'Service'].flatMap((stack) => {
    const template = JSON.parse(readFileSync(join(directory, `Spillway-prod-${stack}.template.json`), 'utf8'));
    return Object.values<Resource>(template.Resources);
  });
}
interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

test('the boundary of the page is that of every role', () => {
  const [boundary = ''] = blocksOf('operating/accounts.md').flatMap(({ language, text }) =>
    language === 'json' ? [text] : [],
  );
  const { CDK_CONTEXT_JSON: before } = process.env;
  process.env.CDK_CONTEXT_JSON = JSON.stringify(JSON.parse(boundary));
  const { directory } = synthesize('prod', loadStage(REPOSITORY_ROOT, 'prod'));
  if (before === undefined) delete process.env.CDK_CONTEXT_JSON;
  else process.env.CDK_CONTEXT_JSON = before;

  const roles = resourcesIn(directory).filter(({ Type }) => Type === 'AWS::IAM::Role');
  expect(roles.length).toBeGreaterThan(5);
  for (const { Properties } of roles) {
    expect(JSON.stringify(Properties.PermissionsBoundary)).toContain(':policy/team-boundary');
  }
}, 120_000);

test.each(awsCommands.filter((command) => !(nameOf(command) in UNCHECKED)))(
  '$text has options that the API has',
  async ({ words }) => {
    const [, service = '', operation = ''] = words;
    const options = await awsOptions(service, operation);

    expect([...(options ?? [])]).toEqual(expect.arrayContaining(words.filter((word) => word.startsWith('--'))));
  },
);

describe('the commands of spillway', () => {
  let stack: TestStack;

  beforeAll(async () => {
    stack = await startTestStack();
    writeFileSync(join(stack.directory, 'tools.yaml'), TOOL);
  }, 60_000);
  afterAll(() => stack.stop());

  /** A page's arguments for the local stack. */
  const locally = (words: readonly string[]) => {
    const remote = ['--table', '--region', '--endpoint', '--stage'];
    const own = words
      .slice(5)
      .filter((word, index, all) => !remote.includes(word) && !remote.includes(all[index - 1] ?? ''));
    return [...own.map((word) => (word === 'SERVER/TOOL' ? 'shop/hello' : word)), '--local'];
  };
  const isBefore = ({ words }: Command) => words.includes('--before');
  // In the order of a reader: a tool is published before it is called.
  const inOrder = spillwayCommands
    .filter((command) => !isBefore(command))
    .toSorted((left, right) => Number(left.words[5] === 'call') - Number(right.words[5] === 'call'));

  test.each(inOrder)(
    '$text, against the local stack',
    async ({ words }) => {
      const { code, stderr } = await spillway(locally(words), stack.directory);

      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    },
    120_000,
  );

  test.each(spillwayCommands.filter(isBefore))(
    '$text has options that there are',
    async ({ words }) => {
      const { stdout } = await spillway([words[5] ?? '', '--help'], stack.directory);

      for (const option of words.slice(5).filter((word) => word.startsWith('--')))
        expect(stdout).toContain(`  ${option} `);
    },
    60_000,
  );
});

test.each(PAGES)('every block of %s has a language, and JSON that can be parsed', (page) => {
  for (const { language, text } of blocksOf(page)) {
    expect(['console', 'json', 'yaml']).toContain(language);
    if (language === 'json') JSON.parse(text);
  }
});
