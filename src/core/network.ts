import type { HostRule } from '../schema/frozen.ts';

type Made = { readonly rule: HostRule } | { readonly problem: string };

/** Names of services that stand for no host. */
const SERVICES = new Set(['web-search', 'remote-trigger', 'remote-trigger-run', 'push-notification', 'send-feedback', 'claude-design']);

/**
 * A host of a scope (rules 23): any port and scheme unless it names one; `*.x` is every depth below x, not x itself; IDN
 * as punycode; an address of numbers only by itself.
 */
export function hostRule(text: string, place: string): Made {
  if (SERVICES.has(text)) return { rule: { text, place, host: text, below: false, service: text } };
  if (text !== text.trim() || text === '') return { problem: 'is no host' };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  const rest = scheme ? text.slice(scheme[0].length) : text;
  if (/[/?#@]/.test(rest)) return { problem: 'is more than a host: paths and users cannot be granted' };
  const below = rest.startsWith('*.');
  const found = /^(\[[0-9a-f:.]+\]|[^:]+)(?::(\d{1,5}))?$/i.exec(below ? rest.slice(2) : rest);
  if (!found || found[1]?.includes('*')) return { problem: 'is no host: write `docs.example.com`, `*.example.com` or `example.com:8080`' };
  const host = hostName(found[1] ?? '');
  if (host === undefined) return { problem: 'is no host' };
  if (below && /^(?:[\d.]+|\[.*\])$/.test(host)) return { problem: 'is an address of numbers: it has nothing below it' };
  const port =
    found[2] ??
    (scheme
      ? { http: '80', https: '443', ws: '80', wss: '443', ssh: '22', git: '9418', ftp: '21' }[scheme[1]?.toLowerCase() ?? '']
      : undefined);
  return { rule: { text, place, host, below, ...(port === undefined ? {} : { port: Number(port) }) } };
}

/** A host as it is compared: lower case, punycode, numbers in their usual form, no trailing dot. */
export function hostName(host: string): string | undefined {
  try {
    return new URL(`http://${host}/`).hostname.replace(/\.$/, '');
  } catch {
    return undefined;
  }
}

/** The rule that covers a host and port. */
export function coveringHost(rules: readonly HostRule[], host: string, port: number | undefined): HostRule | undefined {
  const name = hostName(host);
  if (name === undefined) return undefined;
  return rules.find((rule) => {
    if (rule.service !== undefined || (rule.port !== undefined && rule.port !== port)) return false;
    return rule.below ? name.endsWith(`.${rule.host}`) : name === rule.host;
  });
}
