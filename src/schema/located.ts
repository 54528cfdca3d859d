/** Where a path leads, as the kernel would walk it. */
export type Walked =
  /** `path` is real: no link, no `..`; `exists` false where the last components are yet to be made. */
  | {
      readonly state: 'known';
      readonly path: string;
      readonly type: 'file' | 'folder' | 'other' | 'absent';
      readonly links: number;
      /** The other names that the walk passed: the path as it read at each link on the way. */
      readonly aliases: readonly string[];
    }
  | { readonly state: 'unknown'; readonly why: string };

/** A name of a place: absolute, and relative to the root that holds it. */
export interface Name {
  readonly path: string;
  readonly relative?: string;
}

/** A path of a call after the disk was asked. */
export interface Located {
  readonly raw: string;
  /** Every place that the spelling can lead to: one, or two where `..` after a link reads differently. */
  readonly places: readonly Place[];
}

export type Place =
  | {
      readonly state: 'known';
      /** Absolute, real. */
      readonly path: string;
      /** Relative to the repository (or the other root) that holds it; absent outside all of them. */
      readonly relative?: string;
      /** What it is called where `relative` would be the name of another file too: a file of a linked work tree. */
      readonly target?: string;
      /** Which kind of root holds it. */
      readonly root: 'repository' | 'worktree' | 'other' | 'none';
      readonly type: 'file' | 'folder' | 'other' | 'absent';
      /** Names of the file; more than one = hard-linked. */
      readonly links: number;
      /** Other names on the way here, links resolved up to each: what is denied by any of them is denied. */
      readonly aliases?: readonly Name[];
    }
  | { readonly state: 'unknown'; readonly why: string };

/** What a recursive read would take in that is forbidden or denied: found on disk, none, or too much to look at. */
export type Holdings =
  | { readonly state: 'none' }
  | { readonly state: 'some'; readonly path: string; readonly rule: string; readonly pattern: string }
  | { readonly state: 'unknown'; readonly why: string };
