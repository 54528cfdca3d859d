/** What a command was seen to give; a run of tests has its counts where its summary was read. */
export interface RunFact {
  /** The words of the command, joined by blanks. */
  readonly command: string;
  /** Absent: its end was not seen. */
  readonly ok?: boolean;
  readonly counts?: CountFacts;
  /** Whether nothing changed after it. */
  readonly fresh: Known;
}

export type Known = 'yes' | 'no' | 'unknown';

export interface CountFacts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A line of owed evidence and its last result. */
export interface OwedFact {
  readonly name: string;
  readonly command: string;
  readonly kind: 'tests' | 'lint' | 'types' | 'build' | 'other';
  readonly result: 'passed' | 'failed' | 'missing';
  readonly fresh: Known;
  readonly counts?: CountFacts;
}

export interface ChangedFact {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted' | 'type changed';
  readonly scope: 'inside' | 'outside' | 'forbidden' | 'protected' | 'unscoped';
  /** Absent where the texts were not compared. */
  readonly added?: number;
  readonly removed?: number;
  /** True where no call of the run claims the change: a person or another run may have made it. */
  readonly unattributed?: boolean;
}

/** All that a claim is held against. What is not known is `undefined`, which is never the same as none. */
export interface ClaimFacts {
  /** What differs between baseline and end. */
  readonly changed: readonly ChangedFact[] | undefined;
  readonly owed: readonly OwedFact[];
  /** Runs of tests, in order. */
  readonly runs: readonly RunFact[];
  /** All commands that ran, in order; runs of tests may be among them. */
  readonly commands: readonly RunFact[];
  /** Changes of manifests and lockfiles; `kind` in the words of the packet. */
  readonly dependencies: readonly { readonly name: string; readonly kind: string }[] | undefined;
  /** Tests that ask for less than before; `kind` in the words of the packet. */
  readonly weakened: readonly { readonly path: string; readonly kind: string }[] | undefined;
  readonly denials: number;
  readonly commits: number | undefined;
  /** Of the paths that the message names (`pathsNamed`): those that surely do not exist at the end. */
  readonly absent?: readonly string[];
}
