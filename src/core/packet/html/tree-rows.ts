import type { PacketChange } from '../../../schema/packet.ts';

/** A line of the picture: a folder, or a changed file in it. */
export type TreeRow =
  | { readonly kind: 'folder'; readonly name: string; readonly depth: number }
  | { readonly kind: 'file'; readonly name: string; readonly depth: number; readonly change: PacketChange };

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: { readonly name: string; readonly change: PacketChange }[];
}

const empty = (): Folder => ({ folders: new Map(), files: [] });
const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** Changed files under their folders; folders first, both by name; a folder that holds one folder only shares its line. */
export function treeRows(changes: readonly PacketChange[]): readonly TreeRow[] {
  const root = empty();
  for (const change of changes) {
    const parts = change.path.split('/');
    let folder = root;
    for (const part of parts.slice(0, -1)) {
      const next = folder.folders.get(part) ?? empty();
      folder.folders.set(part, next);
      folder = next;
    }
    folder.files.push({ name: parts.at(-1) ?? '', change });
  }
  return rowsOf(root, 0);
}

function rowsOf({ folders, files }: Folder, depth: number): TreeRow[] {
  const below = [...folders].map(([name, folder]) => joinedFolder(name, folder)).sort(byName);
  return [
    ...below.flatMap(({ name, folder }): TreeRow[] => [{ kind: 'folder', name, depth }, ...rowsOf(folder, depth + 1)]),
    ...[...files].sort(byName).map((file): TreeRow => ({ kind: 'file', ...file, depth })),
  ];
}

function joinedFolder(start: string, first: Folder): { readonly name: string; readonly folder: Folder } {
  let name = `${start}/`;
  let folder = first;
  while (folder.files.length === 0 && folder.folders.size === 1) {
    const [next] = folder.folders;
    if (next === undefined) break;
    name += `${next[0]}/`;
    folder = next[1];
  }
  return { name, folder };
}
