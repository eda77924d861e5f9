import { ToolError } from '../../tool-error.ts';

/** Policies deny the arguments of a call. The caller reads a failure like any other; the audit tells them apart. */
export class ArgumentsDenied extends ToolError {
  readonly isDenied = true;
}
