import type { JsonObject } from './json.ts';
import type { LoggedRequest } from './mock-api.ts';
import type { Script } from './script.ts';

/** Where a scenario lives: a directory of its own, nothing of the machine's. */
export interface Places {
  readonly base: string;
  readonly repo: string;
  readonly home: string;
}

/** One errand for the process inside the namespace. */
export type Job = ShellJob | ClientJob;

export interface ShellJob {
  readonly kind: 'shell';
  readonly places: Places;
  readonly command: string;
}

export interface ClientJob {
  readonly kind: 'client';
  readonly places: Places;
  readonly client: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly script: Script;
  readonly prefix: string;
  readonly limitMs: number;
}

export interface ShellOutcome {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ClientOutcome extends ShellOutcome {
  readonly timedOut: boolean;
  /** The client's stream-json, one object per line. */
  readonly events: readonly JsonObject[];
  readonly requests: readonly LoggedRequest[];
  readonly unusedTurns: Readonly<Record<string, number>>;
}
