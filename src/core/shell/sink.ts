import type { ExecuteIntent, Intent, Part, PathIntent } from '../../schema/access.ts';
import { below, isAbsolute, lexical } from '../paths.ts';
import { escaped, type Field, shown } from './field.ts';
import type { State } from './state.ts';

/** Device files that hold nothing and pass nothing on. */
const FREE = /^\/dev\/(?:null|zero|u?random|full|tty|stdin|stdout|stderr|ptmx|fd\/\d+)$/;

type PathOptions = Pick<PathIntent, 'only' | 'except' | 'follow' | 'into' | 'maybe' | 'unless' | 'notMine'> & {
  /** The command acts on a link itself, not on what it leads to. */
  readonly link?: true;
};

/** Collects what a line would do. */
export class Sink {
  readonly intents: Intent[] = [];
  part: Part | undefined;

  private add(intent: Intent): void {
    this.intents.push(this.part && !('part' in intent) ? ({ ...intent, part: this.part } as Intent) : intent);
  }

  unknown(what: string): void {
    this.add({ kind: 'unknown', why: 'shell', what });
  }

  execute(intent: Omit<ExecuteIntent, 'kind'>): void {
    this.add({ kind: 'execute', ...intent });
  }

  /** One path of a command, wherever the shell may be. */
  path(kind: 'read' | 'edit', field: Field, reach: PathIntent['reach'], state: State, { link, ...options }: PathOptions = {}): void {
    switch (field.kind) {
      case 'unknown':
        this.unknown(`the path \`${shown(field)}\``);
        return;
      case 'below':
        for (const root of field.roots) {
          // a command that goes on below what it is given takes in names of every kind
          const only = reach === 'recursive' ? undefined : (options.only ?? field.only);
          // what arrives in one of many folders may arrive anywhere below
          const { into: _, ...rest } = options;
          this.place(kind, root, reach === 'names' ? 'names' : 'recursive', state, {
            ...rest,
            ...(only === undefined ? {} : { only }),
            // a command follows the links among the names that it is given
            ...(field.follow || options.follow
              ? { follow: true }
              : reach === 'content' && !link && !field.plain
                ? { follow: 'files' }
                : {}),
          });
        }
        return;
      case 'text':
        if (field.text === '') return;
        this.place(kind, field.text, reach, state, options, link);
        return;
      case 'glob':
        this.glob(kind, field, reach, state, options);
        return;
    }
  }

  private place(
    kind: 'read' | 'edit',
    path: string,
    reach: PathIntent['reach'],
    state: State,
    options: Omit<PathOptions, 'link'>,
    link?: true,
  ): void {
    const network = /^\/dev\/(?:tcp|udp)\/([^/]*)\/(.*)$/.exec(path);
    if (network) {
      this.network(network[1] ?? '', Number(network[2]) || undefined);
      // a granted host may be fetched from; what is written there is sent
      if (kind === 'edit') this.unknown(`what is sent to \`${path}\``);
      return;
    }
    for (const base of isAbsolute(path) ? [''] : state.bases) {
      if (base === undefined) {
        this.unknown(`where \`${path}\` lies after \`cd\``);
        continue;
      }
      const raw = isAbsolute(path) ? path : path === '.' ? base : `${base}/${path}`;
      // reading and writing them is nothing; removing or moving them is
      if ((kind === 'read' || reach === 'content') && !link && FREE.test(lexical('/', raw))) continue;
      if (reach !== 'names' && state.links.some((link) => below(link, lexical('/', raw)) !== undefined)) {
        this.unknown(`where \`${path}\` leads: a link was made, or an archive unpacked, on the same line`);
        continue;
      }
      const copied = reach === 'names' ? undefined : state.copies.find(({ to }) => below(to, lexical('/', raw)) !== undefined);
      this.add({ kind, raw, reach, ...options, ...(copied ? { after: copied.from } : {}) });
    }
  }

  private glob(
    kind: 'read' | 'edit',
    field: Extract<Field, { kind: 'glob' }>,
    reach: PathIntent['reach'],
    state: State,
    options: Omit<PathOptions, 'link'>,
  ): void {
    for (const base of isAbsolute(field.pattern) ? [''] : state.bases) {
      if (base === undefined) {
        this.unknown(`where \`${field.text}\` lies after \`cd\``);
        continue;
      }
      const raw = isAbsolute(field.pattern) ? field.pattern : `${escaped(base)}/${field.pattern}`;
      if (state.links.length > 0) {
        this.unknown(`what \`${field.text}\` matches: a link was made, or an archive unpacked, on the same line`);
        continue;
      }
      const bare = /^(?:[*?]|\[(?!0-9\]))/.test(field.pattern) && !field.pattern.includes('/') ? { bare: true as const } : {};
      this.add({ kind, raw, reach, glob: true, ...bare, ...options });
    }
  }

  network(host: string, port?: number): void {
    const clean = host.toLowerCase().replace(/\.$/, '');
    if (!/^(?:[a-z0-9_](?:[a-z0-9_.-]*)|\[[0-9a-f:.]+\]|[0-9a-f]*:[0-9a-f:.]+)$/.test(clean)) {
      this.unknown(`the host \`${host}\``);
      return;
    }
    this.add({
      kind: 'network',
      target: port === undefined ? clean : `${clean}:${port}`,
      host: clean,
      ...(port === undefined ? {} : { port }),
    });
  }

  reachField(field: Field, port?: number): void {
    if (field.kind === 'text') this.network(field.text, port);
    else this.unknown(`the host \`${shown(field)}\``);
  }
}
