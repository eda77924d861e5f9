/** A value of a response: an element's text, its children, or a list of elements. */
export type Xml = string | number | boolean | undefined | readonly Xml[] | { readonly [name: string]: Xml };

/** An answer of a service. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error of a service. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Writes an element. @param item name of the elements of lists: `item` in EC2, `member` in the query protocol */
export function element(name: string, value: Xml, item: string): string {
  if (value === undefined) return '';
  if (isList(value)) return `<${name}>${value.map((one) => element(item, one, item)).join('')}</${name}>`;
  if (typeof value === 'object') {
    const children = Object.entries(value).map(([child, inner]) => element(child, inner, item));
    return `<${name}>${children.join('')}</${name}>`;
  }
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}

function isList(value: Xml): value is readonly Xml[] {
  return Array.isArray(value);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function json(value: object): Answer {
  return { status: 200, body: JSON.stringify(value), headers: { 'content-type': 'application/x-amz-json-1.1' } };
}

/** An error as the JSON protocols and REST JSON write it. */
export function jsonError({ code, message, status }: AwsError): Answer {
  const body = JSON.stringify({ __type: code, message });
  return { status, body, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code } };
}

/** An error as the query protocol and REST XML write it. */
export function xmlError({ code, message, status }: AwsError): Answer {
  const error = element('Error', { Type: 'Sender', Code: code, Message: message }, 'member');
  return { status, body: `<ErrorResponse>${error}<RequestId>0</RequestId></ErrorResponse>` };
}

/** An error as EC2 writes it. */
export function ec2Error({ code, message, status }: AwsError): Answer {
  const error = element('Error', { Code: code, Message: message }, 'item');
  return { status, body: `<Response><Errors>${error}</Errors><RequestID>0</RequestID></Response>` };
}
