import type { Expression, Literal, Part } from './parts.ts';

/** A unit of matching: a literal, or a single variable of an expression. */
export type Step = Literal | Variable;

export interface Variable {
  readonly kind: 'variable';
  /** The text before it: the first character of its expression, or the separator after the previous variable. */
  readonly first: string;
  /** Its name; in a named expression all names of the expression, because a URI may list them in any order. */
  readonly names: readonly string[];
  /** Whether its name and `=` precede the value. */
  readonly named: boolean;
  /** Characters that end the value. */
  readonly stops: string;
  /** Whether it is not the first variable of its expression. */
  readonly follows: boolean;
  /** The step after its expression: leaving it out leaves out the rest of the expression. `undefined`: it is required. */
  readonly end: number | undefined;
}

/** Splits the expressions of a template into their variables. */
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
  // In the single variable of `{a}` a comma can only be part of the value.
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
