import type { Grants } from '../../schema/frozen.ts';
import type { Ceiling } from '../../schema/standing.ts';
import type { Finding } from '../../schema/verdict.ts';

/** Which part of the grants a finding is about. */
const SECTIONS: Partial<Record<Finding['code'], keyof Grants>> = {
  READ_OUTSIDE_SCOPE: 'read',
  READ_DENIED: 'read',
  EDIT_OUTSIDE_SCOPE: 'edit',
  EDIT_DENIED: 'edit',
  COMMAND_ASK: 'commands',
  COMMAND_NOT_GRANTED: 'commands',
  COMMAND_UNKNOWN: 'commands',
  NETWORK_OUTSIDE_SCOPE: 'network',
  DELEGATE_OUTSIDE_SCOPE: 'delegate',
  DELEGATE_REMOTE: 'delegate',
  SCHEDULE_OUTSIDE_SCOPE: 'delegate',
  WORKFLOW_OUTSIDE_SCOPE: 'workflows',
  SKILL_OUTSIDE_SCOPE: 'skills',
  PUBLISH_OUTSIDE_SCOPE: 'publish',
  MCP_OUTSIDE_SCOPE: 'mcp',
  MCP_SOURCE: 'mcp',
  MCP_ARGUMENT: 'mcp',
  MCP_ASK: 'mcp',
  TOOL_UNKNOWN: 'tools',
};

/**
 * Whether a finding, made with a ceiling in the place of the scope's own grants, is the ceiling's: a part that the ceiling
 * does not have has no limit, and what is refused there the scope refuses. Not by the finding's line: what a list lacks has none.
 */
export function isOfCeiling({ code, args }: Finding, ceiling: Ceiling): boolean {
  if (code === 'OUTSIDE_REPOSITORY' || code === 'HOLDS_DENIED') {
    const section = args['kind'] === 'edit' ? 'edit' : 'read';
    // scratch opens what lies outside, in either direction
    return ceiling[section] !== undefined || (code === 'OUTSIDE_REPOSITORY' && ceiling.scratch !== undefined);
  }
  const section = SECTIONS[code];
  return section !== undefined && ceiling[section] !== undefined;
}
