import type { Call, Intent } from '../../schema/access.ts';
import { hostName } from '../network.ts';
import type { ToolRow } from '../tools.ts';
import { optionalText, unknown } from './fields.ts';

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 };

/** The host of an address as a browser reads it: the same reading as the client's, so that no spelling leads elsewhere. */
export function address(raw: unknown, schemes: readonly string[], of: string): Intent[] {
  if (typeof raw !== 'string') return unknown('input', `${of} without an address`);
  // readers disagree on blanks, tabs, newlines and backslashes in an address
  if (/[\s\\]|\p{Cc}|\p{Cf}/u.test(raw)) return unknown('input', `${of} with the address \`${raw}\``);
  let url: URL;
  try {
    url = new URL(raw);
  } catch {
    return unknown('input', `${of} with \`${raw}\`, which is no address`);
  }
  const host = hostName(url.hostname);
  if (!schemes.includes(url.protocol) || host === undefined || host === '')
    return unknown('input', `${of} with the address \`${raw}\`: ${schemes.map((scheme) => `${scheme}//`).join(' or ')} only`);
  const port = url.port === '' ? (PORTS[url.protocol] ?? 0) : Number(url.port);
  return [{ kind: 'network', target: `${host}:${port}`, host, port }];
}

/** A socket that a monitor would listen to. */
export function socket(call: Call, field: string): Intent[] {
  const value = call.input[field];
  const url = value !== null && typeof value === 'object' && Object.hasOwn(value, 'url') ? (value as { url: unknown }).url : undefined;
  return address(url, ['ws:', 'wss:'], `${call.tool}.${field}`);
}

/** A service of the client's maker: no host of ours to judge, one word that grants it. */
export function service(call: Call, row: Extract<ToolRow, { class: 'service' }>): Intent[] {
  const action = optionalText(call, 'action');
  if (action === false) return unknown('input', `${call.tool} whose action is not text`);
  const runs = row.reads !== undefined && !row.reads.includes(action ?? '');
  const word = runs ? `${row.service}-run` : row.service;
  return [{ kind: 'network', target: word, service: word }];
}
