import { dirname, join } from 'node:path';
import type { Places } from './job.ts';

/** All that the client, the hooks and the harness's own commands see of the caller's environment is its PATH. */
export function freshEnvironment(places: Places): Record<string, string> {
  return {
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: places.home,
    TMPDIR: join(places.base, 'tmp'),
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    USER: 'e2e',
    SHELL: '/bin/sh',
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

/** What the client needs besides, to talk to the mock and to nobody else. */
export function clientEnvironment(mockUrl: string): Record<string, string> {
  return {
    ANTHROPIC_BASE_URL: mockUrl,
    ANTHROPIC_API_KEY: 'not-a-key',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    DISABLE_AUTOUPDATER: '1',
  };
}
