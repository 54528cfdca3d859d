import { isText, text } from '../field.ts';
import { givenValue, textOf } from '../options.ts';
import { done, type Outcome } from '../state.ts';
import { type GitCall, needs } from './git-call.ts';

/** Remotes by address are reached by their host; a name stands for what the configuration says. */
export function remote(call: GitCall, clone: boolean): Outcome {
  const { walker, state, args } = call;
  const offset = call.as.length - call.rest.length;
  const [first, second] = args.operands;
  const literal: number[] = [...call.literal];
  const repo = givenValue(args, 'repo');
  for (const [field, at] of [
    [first?.field, first?.at],
    [repo, args.given.find((one) => one.name === 'repo')?.at],
  ] as const) {
    if (field === undefined || at === undefined) continue;
    const source = isText(field) ? field.text : '';
    const host = isText(field) ? (hostOf(source) ?? scpHost(source)) : undefined;
    if (host) walker.sink.network(host.name, host.port);
    // a name that is no usual remote may be a folder, whose hooks run: only the same word of a grant covers it
    else if (!clone && !/^(?:origin|upstream)$/.test(source)) {
      literal.push(offset + at);
      if (/^[./~]|\//.test(source)) walker.sink.path(call.verb === 'push' ? 'edit' : 'read', field, 'recursive', state);
    } else if (clone && /^[./~]|^file:/.test(source)) walker.sink.path('read', text(source.replace(/^file:\/\//, '')), 'recursive', state);
    if (/^(?:ext|fd)::/.test(source)) literal.push(offset + at);
  }
  if (clone) {
    const from = textOf(first?.field);
    const name = from
      ?.replace(/\/+$/, '')
      .split(/[/:]/)
      .at(-1)
      ?.replace(/\.git$/, '');
    walker.sink.path('edit', second?.field ?? text(name && name !== '' ? name : '.'), 'content', state);
    if (!second && name === undefined) walker.sink.unknown('where `git clone` writes');
  }
  needs({ ...call, literal }, 'it reaches a remote');
  return done(state);
}

/** `name:path` of a host without a dot. */
function scpHost(address: string): { readonly name: string; readonly port?: number } | undefined {
  const found = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/|:)/.exec(address);
  return found && !/^(?:ext|fd|file)$/.test(found[1] ?? '') ? { name: found[1] ?? '', port: 22 } : undefined;
}

export function hostOf(address: string): { readonly name: string; readonly port?: number } | undefined {
  const url = /^(?:[a-z][a-z0-9+.-]*):\/\/(?:[^@/?#\\]*@)?(\[[^\]]+\]|[^:/?#\\@]+)(?::(\d+))?/i.exec(address);
  if (url) {
    const port =
      url[2] ??
      { 'https:': '443', 'http:': '80', 'ssh:': '22', 'git:': '9418', 'ftp:': '21' }[
        /^[a-z0-9+.-]+:/i.exec(address)?.[0].toLowerCase() ?? ''
      ];
    return { name: url[1] ?? '', ...(port === undefined ? {} : { port: Number(port) }) };
  }
  const short = /^(?:[\w.-]+@)?([\w.-]+\.[\w.-]+):(?!\/\/)/.exec(address) ?? /^[\w.-]+@([\w.-]+):/.exec(address);
  return short ? { name: short[1] ?? '', port: 22 } : undefined;
}
