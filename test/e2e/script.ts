import type { JsonObject } from './json.ts';

/** What "the model" says and does, decided before the run: the mock plays it, the client does everything else for real. */
export interface Script {
  readonly turns: readonly Turn[];
  /** Sub-agents: the first whose `match` occurs in the sub-agent's first user message. */
  readonly conversations?: readonly Conversation[];
}

export interface Conversation {
  readonly match: string;
  readonly turns: readonly Turn[];
}

/** Several tools in one turn are one parallel batch. */
export interface Turn {
  readonly text?: string;
  readonly tools?: readonly ToolCall[];
  /** Run by the harness, not by the client, before this turn is answered; the repository is its cwd. */
  readonly sh?: string;
}

export interface ToolCall {
  readonly name: string;
  readonly input: JsonObject;
}
