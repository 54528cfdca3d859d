import type { Hit } from './hit.ts';
import { TLDS } from './tlds.ts';

const LOCAL = /[\p{L}\p{N}._%+'-]{1,65}$/u;
const DOMAIN = /(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.){1,9}(?:xn--[a-z0-9-]{1,59}|\p{L}[\p{L}\p{M}]{1,62})/uy;

/** Names that no person has: what programs call themselves, labels that Kotlin writes before an `@`, numbers of messages. */
const NOBODY =
  /^(?:no|do[-_.]?not)[-_.]?reply|^(?:git|hg|svn|this|super|return|break|continue)$|^\d{8,}[.-]|^[\da-f]{8}(?:\.\d+$|-[\da-f]{4}-)/i;

/** Domains that are set aside for documentation (RFC 2606, RFC 6761), and the addresses that GitHub gives out instead of real ones. */
const RESERVED = /(?:^|\.)(?:example\.(?:com|org|net)|example|test|invalid|localhost|users\.noreply\.github\.com)$/i;

/** Where an address is a login or the number of a message, not a mailbox. */
const LOGIN =
  /(?:^|[\s"'`;&|(])(?:ssh|scp|sftp|mosh|rsync|ssh-copy-id)\s[^\n]{0,60}$|\b(?:message-id|in-reply-to|references)["']?\s?:[^\n]{0,60}$/i;

/** As far as is looked at before an `@`. */
const BACK = 160;

/**
 * Addresses of mailboxes, also with plus tags, subdomains and other scripts. Not personal, so not found: addresses at domains
 * that are reserved for examples (example.com, .org and .net, *.example, *.test, *.invalid, localhost) and those of senders
 * that nobody answers (noreply@, no-reply@, donotreply@, users.noreply.github.com). Git remotes, logins for ssh, versions of
 * packages and names of files have an `@` too and are none; the last label must be a top-level domain that exists.
 */
export function emails(text: string): readonly Hit[] {
  const hits: Hit[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const before = text.slice(Math.max(0, at - BACK), at);
    const local = localOf(before);
    if (local === undefined) continue;
    const domain = domainOf(text, at + 1);
    if (domain === undefined || NOBODY.test(local) || RESERVED.test(domain)) continue;
    const lead = before.slice(0, before.length - local.length);
    if (userOfUrl(lead) || LOGIN.test(lead) || remote(text.slice(at + 1 + domain.length, at + 60 + domain.length))) continue;
    hits.push({ detector: 'email', start: at - local.length, end: at + 1 + domain.length });
  }
  return hits;
}

function localOf(before: string): string | undefined {
  let local = LOCAL.exec(before)?.[0] ?? '';
  if (local.length > 64) return undefined;
  const lead = before.charAt(before.length - local.length - 1);
  // an escape in front of the address: "\njane@…"
  if (lead === '\\' && /^[nrt]./.test(local)) local = local.slice(1);
  // text without blanks runs into an address in Latin letters
  local = /(?:^|[^\p{Script=Latin}\p{N}._%+'-])([\p{Script=Latin}\p{N}][\p{Script=Latin}\p{N}._%+'-]*)$/u.exec(local)?.[1] ?? local;
  local = local.replace(/^(?:%[0-9a-f]{2})+/i, '').replace(/^['.%+-]+/, '');
  return local === '' || local.endsWith('.') || local.includes('..') || !/[\p{L}\p{N}]/u.test(local) ? undefined : local;
}

function domainOf(text: string, from: number): string | undefined {
  DOMAIN.lastIndex = from;
  let domain = DOMAIN.exec(text)?.[0];
  if (domain === undefined) return undefined;
  const last = domain.slice(domain.lastIndexOf('.') + 1);
  // Latin letters that run into another script
  const latin = /^[a-z]+(?=[^\p{Script=Latin}-])/iu.exec(last)?.[0];
  if (latin !== undefined) domain = domain.slice(0, domain.length - last.length + latin.length);
  const top = latin ?? last;
  const next = text.charAt(from + domain.length);
  if (latin === undefined && /[\p{L}\p{N}_(-]/u.test(next)) return undefined;
  return TLDS.has(top.toLowerCase()) || /^xn--/i.test(top) ? domain : undefined;
}

/** `https://user@host`, `postgres://user:password@host`: nothing but a user between the scheme and the `@`. */
function userOfUrl(lead: string): boolean {
  return /:\/\/[^\s/?#]*$/.test(lead);
}

/** What follows the host of a remote (`host:path`) or of a shell's prompt. */
function remote(behind: string): boolean {
  return /^:(?:[~/]|[\w.-]+\/|\d+\/)/.test(behind);
}
