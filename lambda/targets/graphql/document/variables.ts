import type { OperationDefinitionNode, VariableDefinitionNode } from 'graphql';
import type { Fault } from '../../../fault.ts';
import { isJsonObject, type JsonObject } from '../../../json.ts';
import type { TargetTool } from '../../types.ts';
import { cursorVariable, isArgument } from '../http-block.ts';

/** Checks that every variable that must have a value gets one, and that `variables` gives no other. */
export function checkVariables({ variableDefinitions = [] }: OperationDefinitionNode, tool: TargetTool): Fault[] {
  const { variables, pagination } = tool.target;
  const names = variableDefinitions.map(nameOf);
  const given = isJsonObject(variables) ? Object.keys(variables) : [];
  const unknown = given.filter((name) => !names.includes(name));
  const cursor = isJsonObject(pagination) ? cursorVariable(pagination) : undefined;
  const required = variableDefinitions.filter(isRequired).map(nameOf);
  return [
    ...unknown.map((name) => ({
      path: ['variables', name],
      message: `is not a variable of the operation, which has ${names.map((each) => `$${each}`).join(', ') || 'none'}`,
    })),
    ...required.filter((name) => name !== cursor).flatMap((name) => checkRequired(name, tool)),
  ];
}

const nameOf = ({ variable }: VariableDefinitionNode) => variable.name.value;

/** Returns whether a request without the variable is an error. */
export function isRequired({ type, defaultValue }: VariableDefinitionNode): boolean {
  return type.kind === 'NonNullType' && defaultValue === undefined;
}

function checkRequired(name: string, { target: { variables }, input }: TargetTool): Fault[] {
  const path = ['query'];
  if (isJsonObject(variables)) {
    if (Object.hasOwn(variables, name)) return [];
    return [{ path, message: `requires $${name}, which \`variables\` does not have: add it` }];
  }
  if (variables !== undefined) return []; // an expression gives all of them
  if (!isArgument(name, input)) {
    const message = `requires $${name}, but \`input\` has no such argument: add it, or give the value in \`variables\``;
    return [{ path, message }];
  }
  if (isAlwaysGiven(name, input)) return [];
  const message = `requires $${name}, but the argument is optional: add it to \`required\` of \`input\`, or give it a \`default\``;
  return [{ severity: 'warning', path, message }];
}

function isAlwaysGiven(name: string, { properties, required }: JsonObject): boolean {
  const schema = isJsonObject(properties) ? properties[name] : undefined;
  if (schema === undefined) return true; // the schema is open, and says nothing of it
  if (Array.isArray(required) && required.includes(name)) return true;
  return isJsonObject(schema) && schema.default !== undefined;
}
