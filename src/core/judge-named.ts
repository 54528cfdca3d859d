import type { Access, Intent, NetworkIntent, PublishIntent, WorkflowIntent } from '../schema/access.ts';
import type { NameRule } from '../schema/frozen.ts';
import type { Facts } from './decide.ts';
import { placeKey } from './fact-keys.ts';
import { targetOf } from './judge-path.ts';
import { granted, type Judged, type Ruling, refuse } from './judged.ts';
import { allowing, allowingAll } from './match.ts';
import { coveringHost } from './network.ts';
import { wildcard } from './wildcard.ts';

const named = (rules: readonly NameRule[], name: string): NameRule | undefined => rules.find((rule) => wildcard(rule.name).test(name));

export function judgeNetwork(ruling: Ruling, intent: NetworkIntent): Judged {
  const access: Access = { kind: 'network', target: intent.target };
  const { scope } = ruling;
  if (scope === undefined) return refuse(ruling, access, 'UNSCOPED', 'default', { target: intent.target });
  const { hosts, place } = scope.network;
  const rule =
    intent.host === undefined
      ? hosts.find((one) => one.service !== undefined && one.service === intent.service)
      : coveringHost(hosts, intent.host, intent.port);
  return rule ? granted(access, rule, rule.text) : refuse(ruling, access, 'NETWORK_OUTSIDE_SCOPE', place, { target: intent.target });
}

export function judgeDelegate(ruling: Ruling, { agent, remote, model }: Extract<Intent, { kind: 'delegate' }>): Judged {
  const access: Access = { kind: 'delegate', target: agent };
  const { scope } = ruling;
  if (scope === undefined) return refuse(ruling, access, 'UNSCOPED', 'default', { agent });
  const grant = scope.delegate.agents.find((rule) => rule.name === agent);
  if (grant === undefined) return refuse(ruling, access, 'DELEGATE_OUTSIDE_SCOPE', scope.delegate.place, { agent });
  if (remote && !scope.delegate.remote) return refuse(ruling, access, 'DELEGATE_REMOTE', scope.delegate.place, { agent });
  if (model !== undefined && !mayAct(ruling, model))
    return refuse(ruling, access, 'MODEL_OUTSIDE_SCOPE', scope.models[0]?.place ?? 'default', { model });
  return granted(access, grant, grant.name);
}

/** Whether the scope lets a model act; one that names none lets any. */
export function mayAct({ scope }: Pick<Ruling, 'scope'>, model: string): boolean {
  const models = scope?.models ?? [];
  return models.length === 0 || model === 'inherit' || models.some((rule) => wildcard(rule.name.toLowerCase()).test(model.toLowerCase()));
}

/** A script on disk is granted by its place, and must not be one that the run may change. */
export function judgeWorkflow(ruling: Ruling, intent: WorkflowIntent, facts: Facts): readonly Judged[] {
  const { scope, ground } = ruling;
  const places =
    intent.script === undefined
      ? [undefined]
      : (facts.located.get(intent.script)?.places ?? [{ state: 'unknown' as const, why: 'the disk was not asked' }]);
  return places.map((place) => {
    const name = place === undefined ? intent.name : targetOf(place, intent.name);
    const access: Access = { kind: 'delegate', target: `Workflow/${name}` };
    const grant = scope && named(scope.workflows.names, name);
    if (scope === undefined || grant === undefined || (place !== undefined && place.state === 'unknown'))
      return refuse(ruling, access, 'WORKFLOW_OUTSIDE_SCOPE', scope?.workflows.place ?? 'default', { workflow: name });
    if (place !== undefined && allowing(scope.edit.allow, place, ground.caseInsensitive))
      return refuse(ruling, access, 'PATH_UNKNOWN', 'default', { kind: 'run', path: name, why: 'it is a script that this run may edit' });
    return granted(access, grant, grant.name);
  });
}

export function judgeSchedule(ruling: Ruling, target: string): Judged {
  const access: Access = { kind: 'schedule', target };
  const delegate = ruling.scope?.delegate;
  if (!delegate?.schedule) return refuse(ruling, access, 'SCHEDULE_OUTSIDE_SCOPE', delegate?.schedulePlace ?? 'default', { target });
  return granted(access, { place: delegate.schedulePlace }, 'schedule: true');
}

export function judgeSkill(ruling: Ruling, target: string): Judged {
  const access: Access = { kind: 'skill', target };
  const skills = ruling.scope?.skills;
  const grant = skills && named(skills.names, target);
  return grant ? granted(access, grant, grant.name) : refuse(ruling, access, 'SKILL_OUTSIDE_SCOPE', skills?.place ?? 'default', { target });
}

/** A tool may take away only files that its grant names; what is destroyed there needs a grant that names the action. */
export function judgePublish(ruling: Ruling, intent: PublishIntent, facts: Facts): readonly Judged[] {
  const { scope, ground } = ruling;
  const full = intent.action === undefined ? intent.tool : `${intent.tool}/${intent.action}`;
  const access: Access = { kind: 'publish', target: full };
  const rules = (scope?.publish.rules ?? []).filter((rule) => rule.name === full || (rule.name === intent.tool && !intent.destroys));
  const [first] = rules;
  if (first === undefined) return [refuse(ruling, access, 'PUBLISH_OUTSIDE_SCOPE', scope?.publish.place ?? 'default', { target: full })];
  const outside = intent.files.flatMap((raw) => {
    const places = facts.located.get(placeKey({ kind: 'read', raw, reach: 'recursive' }))?.places ?? [];
    const covered =
      places.length > 0 &&
      places.every((place) => {
        if (place.state === 'unknown') return false;
        const cover = place.type === 'folder' ? allowingAll : allowing;
        return rules.some((rule) => cover(rule.files, place, ground.caseInsensitive));
      });
    return covered ? [] : [places[0] === undefined ? raw : targetOf(places[0], raw)];
  });
  if (outside.length === 0) return [granted(access, first, first.name)];
  return outside.map((path) => refuse(ruling, access, 'PUBLISH_OUTSIDE_SCOPE', first.place, { target: full, path }));
}
