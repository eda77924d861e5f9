import type { Expression, Literal, Part } from './parts.ts';

/** What is looked for in a URI at one go: a template's parts, with every variable on its own. */
export type Step = Literal | Variable;

/** One variable of an expression. */
export interface Variable {
  readonly kind: 'variable';
  /** What it begins with: that of its expression, or what separates it from the variable before it. */
  readonly first: string;
  /** Its name; where names are written, all that may stand here, as their order is the caller's. */
  readonly names: readonly string[];
  /** Whether its name and `=` stand before the value. */
  readonly named: boolean;
  /** Characters that end its value. */
  readonly stops: string;
  /** Whether another variable of the expression comes before it. */
  readonly follows: boolean;
  /** Where its expression ends among the steps: left out it takes all after it along. `undefined`: it must be there. */
  readonly end: number | undefined;
}

/** Takes the expressions of a template apart. */
export function toSteps(parts: readonly Part[]): readonly Step[] {
  const steps: Step[] = [];
  for (const part of parts) {
    if (part.kind === 'literal') steps.push(part);
    else steps.push(...variablesOf(part, steps.length));
  }
  return steps;
}

function variablesOf({ form, names }: Expression, begin: number): Variable[] {
  const { first, separator, named, encodesSeparator } = form;
  // A comma in the only variable of `{a}` can be nothing else.
  const ends = encodesSeparator && (names.length > 1 || first !== '');
  return names.map((name, index) => ({
    kind: 'variable',
    first: index === 0 ? first : separator,
    names: named ? names : [name],
    named,
    stops: ends ? form.stops + separator : form.stops,
    follows: index > 0,
    end: index === 0 && first === '' ? undefined : begin + names.length,
  }));
}
