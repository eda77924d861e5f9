import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Document, isCollection, isMap, parse, visit } from 'yaml';
import type { Json } from '../synthesize.ts';
import type { ReadableStack } from './readable.ts';
import type { FiveStage } from './stages.ts';

/** The stage whose file has every property; the others refer to it. */
export const BASE: FiveStage = 'prod';

/** In place of a resource that is the same on the base stage. */
const SAME = `as ${BASE}`;

/** Stacks by the last part of their names, as a file has them. */
type ExpectedStacks = Readonly<Record<string, Json>>;

/** The file with the resources that are expected of a stage. */
export function expectedFile(stage: string): string {
  return fileURLToPath(new URL(`expected/${stage}.yaml`, import.meta.url));
}

/** The resources that reviewers have accepted for a stage, by stack. */
export function readExpected(stage: string): ExpectedStacks {
  return parse(readFileSync(expectedFile(stage), 'utf8'));
}

/** The same stacks, with a short note for each resource and output that the base stage has in the same form. */
export function comparedWith(
  base: Readonly<Record<string, ReadableStack>>,
  stacks: Readonly<Record<string, ReadableStack>>,
): ExpectedStacks {
  return Object.fromEntries(
    Object.entries(stacks).map(([name, stack]) => {
      const { resources = {}, outputs = {} } = base[name] ?? {};
      return [
        name,
        {
          ...stack,
          resources: noted(stack.resources, resources),
          ...(stack.outputs === undefined ? {} : { outputs: noted(stack.outputs, outputs) }),
        },
      ];
    }),
  );
}

function noted(own: Readonly<Record<string, Json>>, base: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(own).map(([id, value]) => [id, JSON.stringify(value) === JSON.stringify(base[id]) ? SAME : value]),
  );
}

/** The text of the file for these stacks: a line for each property. */
export function expectedText(stage: FiveStage, stacks: ExpectedStacks): string {
  const document = new Document(stacks, { aliasDuplicateObjects: false });
  visit(document, {
    Pair: (_, pair, path) => {
      const parents = path.filter(isMap).length;
      const isProperty = parents > PROPERTY_DEPTH;
      if (isCollection(pair.value) && isProperty) pair.value.flow = true;
    },
  });
  document.commentBefore =
    ` Every resource of the stage ${stage}, as reviewers accepted it. \`npm run resources\` writes this file: read what changed\n` +
    ' before you commit it. <id> refers to a resource, <Stack/output> to another stack; * is a digest of code and settings.';
  return document.toString({ lineWidth: 140 });
}

/** Maps around a property of a resource: the file, the stack, `resources`, the resource and `properties`. */
const PROPERTY_DEPTH = 4;
