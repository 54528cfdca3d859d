import { CHANGE_PATTERNS } from './patterns-changes.ts';
import { REST_PATTERNS } from './patterns-rest.ts';
import { TEST_PATTERNS } from './patterns-tests.ts';
import { TOOL_PATTERNS } from './patterns-tools.ts';

export const PATTERNS = [...TEST_PATTERNS, ...TOOL_PATTERNS, ...CHANGE_PATTERNS, ...REST_PATTERNS] as const;
