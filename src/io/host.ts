import { existsSync, readFileSync } from 'node:fs';
import { release, type } from 'node:os';
import type { OpenedBody } from '../schema/event.ts';

/** What kind of machine a run is on: a CI job, a container, or a machine of its own; by the usual signs, which prove nothing. */
export function hostClass(env: Readonly<Record<string, string | undefined>>): NonNullable<OpenedBody['host']> {
  const system = `${type()} ${release()}`;
  if (/^(?:true|1)$/i.test(env['CI'] ?? '') || env['GITHUB_ACTIONS'] || env['GITLAB_CI'] || env['BUILDKITE'] || env['JENKINS_URL'])
    return { class: 'ci', system };
  return { class: isContainer() ? 'container' : 'machine', system };
}

function isContainer(): boolean {
  if (existsSync('/.dockerenv') || existsSync('/run/.containerenv')) return true;
  try {
    return /docker|containerd|kubepods|libpod|lxc/.test(readFileSync('/proc/1/cgroup', 'utf8'));
  } catch {
    return false;
  }
}
