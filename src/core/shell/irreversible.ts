import type { Form, Reversibility } from '../../schema/access.ts';

/** One row: a program, words that must stand in this order among its words, and triggers of which one must be there. */
interface Row {
  readonly program: string;
  /** `push`, or `stash drop`. */
  readonly verb: string;
  /** `--long`, `-x` (also in a cluster), or a pattern over a whole word between slashes. */
  readonly any?: readonly string[];
  readonly class: Reversibility;
}

const row = (program: string, verb: string, any: string, reversibility: Reversibility = 'irreversible'): Row => ({
  program,
  verb,
  ...(any === '' ? {} : { any: any.split(' ') }),
  class: reversibility,
});

/**
 * Forms that a wildcard never covers (design §4, rules 19). `irreversible`: what is lost or seen by others does not come
 * back; `compensable`: it can be made good by another act; `reversible` rows change what is easily changed back, but not by git.
 */
const allRows = (): readonly Row[] => [
  row('git', 'push', '--force -f --force-with-lease --force-if-includes --mirror --delete -d --prune /^\\+.+/ /^:.+/ /^[^:]+:\\+.+/'),
  row('git', 'reset', '--hard --merge --keep'),
  row('git', 'clean', '--force -f'),
  row('git', 'checkout', '--force -f -B', 'irreversible'),
  row('git', 'switch', '--force -f --discard-changes -C --force-create'),
  row('git', 'branch', '-D -M -C --force -f'),
  row('git', 'branch', '--delete', 'compensable'),
  row('git', 'tag', '-d --delete -f --force', 'compensable'),
  row('git', 'stash drop', ''),
  row('git', 'stash clear', ''),
  row('git', 'reflog expire', ''),
  row('git', 'reflog delete', ''),
  row('git', 'gc', '--prune /^--prune=.*/'),
  row('git', 'prune', ''),
  row('git', 'update-ref', '-d --stdin'),
  row('git', 'filter-branch', ''),
  row('git', 'filter-repo', ''),
  row('git', 'replace', ''),
  row('git', 'worktree remove', '--force -f'),
  row('git', 'rebase', '', 'compensable'),
  row('git', 'commit', '--no-verify -n', 'reversible'),
  row('git', 'push', '--no-verify', 'reversible'),
  row('git', 'rm', '--force -f'),
  row('git', 'submodule deinit', '--force -f'),
  row('git', 'config', '--global --system', 'reversible'),
  ...['npm', 'pnpm', 'yarn', 'bun'].flatMap((name) => [
    row(name, 'publish', ''),
    row(name, 'unpublish', ''),
    row(name, 'deprecate', '', 'compensable'),
    row(name, 'dist-tag', '/^(?:add|rm)$/', 'compensable'),
    row(name, 'owner', '/^(?:add|rm)$/', 'compensable'),
    row(name, 'access', '', 'compensable'),
    row(name, 'token', ''),
  ]),
  row('cargo', 'publish', ''),
  row('cargo', 'yank', '', 'compensable'),
  row('cargo', 'owner', '', 'compensable'),
  row('twine', 'upload', ''),
  row('uv', 'publish', ''),
  row('poetry', 'publish', ''),
  row('hatch', 'publish', ''),
  row('flit', 'publish', ''),
  row('gem', 'push', ''),
  row('gem', 'yank', ''),
  row('mvn', 'deploy', ''),
  row('mvn', 'release:perform', ''),
  row('gradle', 'publish', ''),
  row('gradlew', 'publish', ''),
  row('dotnet', 'nuget push', ''),
  row('goreleaser', 'release', ''),
  row('semantic-release', '', ''),
  row('lerna', 'publish', ''),
  row('changeset', 'publish', ''),
  row('vsce', 'publish', ''),
  ...['docker', 'podman', 'nerdctl'].flatMap((name) => [
    row(name, 'push', '', 'compensable'),
    row(name, 'system prune', ''),
    row(name, 'volume', '/^(?:rm|prune|remove)$/'),
    row(name, 'image prune', '', 'compensable'),
    row(name, 'container prune', ''),
    row(name, 'rm', '-f --force -v --volumes'),
    row(name, 'rmi', '', 'compensable'),
    row(name, 'compose down', '-v --volumes --rmi'),
    row(name, 'network', '/^(?:rm|prune)$/', 'compensable'),
  ]),
  row('docker-compose', 'down', '-v --volumes --rmi'),
  ...['kubectl', 'oc'].flatMap((name) => [
    row(name, 'delete', ''),
    row(name, 'drain', '', 'compensable'),
    row(name, 'apply', '', 'compensable'),
    row(name, 'replace', '', 'compensable'),
    row(name, 'create', '', 'compensable'),
    row(name, 'patch', '', 'compensable'),
    row(name, 'edit', '', 'compensable'),
    row(name, 'scale', '', 'compensable'),
    row(name, 'set', '', 'compensable'),
    row(name, 'rollout', '/^(?:undo|restart)$/', 'compensable'),
    row(name, 'cordon', '', 'reversible'),
    row(name, 'taint', '', 'reversible'),
    row(name, 'exec', '', 'unknown'),
  ]),
  row('helm', 'install', '', 'compensable'),
  row('helm', 'upgrade', '', 'compensable'),
  row('helm', 'uninstall', ''),
  row('helm', 'delete', ''),
  row('helm', 'rollback', '', 'compensable'),
  ...['terraform', 'tofu', 'terragrunt'].flatMap((name) => [
    row(name, 'apply', ''),
    row(name, 'destroy', ''),
    row(name, 'import', '', 'compensable'),
    row(name, 'taint', '', 'compensable'),
    row(name, 'force-unlock', ''),
    row(name, 'state', '/^(?:rm|mv|push|replace-provider)$/'),
    row(name, 'workspace delete', ''),
  ]),
  row('pulumi', 'up', ''),
  row('pulumi', 'destroy', ''),
  row('pulumi', 'stack rm', ''),
  row('cdk', 'deploy', ''),
  row('cdk', 'destroy', ''),
  row('sam', 'deploy', ''),
  row('serverless', 'deploy', ''),
  row('serverless', 'remove', ''),
  row('sls', 'deploy', ''),
  row('ansible-playbook', '', '', 'unknown'),
  row(
    'aws',
    '',
    '/^(?:delete|terminate|destroy|remove|purge|deregister|disable|revoke|stop|reboot|put|create|update|modify|run|start|attach|detach|publish|send|invoke)(?:-.*)?$/ /^(?:rm|rb|mv|cp|sync|mb)$/',
  ),
  row('gcloud', '', '/^(?:delete|deploy|create|update|destroy|disable|remove-.*|add-.*|set-.*|reset|stop|start|submit|import|resize)$/'),
  row('gsutil', '', '/^(?:rm|rb|mv|cp|rsync|mb|acl|iam)$/'),
  row('az', '', '/^(?:delete|create|update|purge|deploy|start|stop|restart|remove|set|upload.*)$/'),
  row('gh', 'repo', '/^(?:delete|create|archive|rename|edit|fork|sync)$/'),
  row('gh', 'release', '/^(?:create|delete|edit|upload|delete-asset)$/'),
  row('gh', 'pr', '/^(?:merge|close|create|comment|review|edit|ready|reopen|lock)$/', 'compensable'),
  row('gh', 'issue', '/^(?:create|close|delete|comment|edit|transfer|lock|reopen|pin)$/', 'compensable'),
  row('gh', 'secret', '/^(?:set|delete|remove)$/'),
  row('gh', 'variable', '/^(?:set|delete)$/', 'compensable'),
  row('gh', 'workflow', '/^(?:run|enable|disable)$/', 'compensable'),
  row('gh', 'run', '/^(?:rerun|cancel|delete)$/', 'compensable'),
  row('gh', 'api', '-X --method -f -F --field --raw-field --input'),
  row('gh', 'auth', ''),
  row('gh', 'gist', '/^(?:create|delete|edit|rename)$/'),
  row('gh', 'label', '/^(?:create|delete|edit|clone)$/', 'compensable'),
  row('gh', 'cache', '/^delete$/', 'compensable'),
  row('gh', 'project', '/^(?!list|view).*-?(?:create|delete|edit|close|copy|link|unlink|add|archive).*$/', 'compensable'),
  row('gh', 'codespace', '/^(?:create|delete|stop|ssh|cp)$/', 'compensable'),
  row('gh', 'extension', '/^(?:install|remove|upgrade|exec|create)$/'),
  row('gh', 'alias', '/^(?:set|delete|import)$/', 'reversible'),
  row('gh', 'ssh-key', '/^(?:add|delete)$/'),
  row('glab', '', '/^(?:delete|create|merge|close|update|run)$/', 'compensable'),
  row('heroku', '', '/^(?:.*:(?:destroy|set|unset|reset|add|remove|run)|run|releases:rollback)$/'),
  ...['vercel', 'netlify', 'fly', 'flyctl', 'firebase', 'wrangler', 'railway', 'surge', 'now'].map((name) =>
    row(name, '', '/^(?:deploy|publish|delete|destroy|remove|rm|apps|--prod|promote|rollback|secrets?)$/'),
  ),
  row('surge', '', ''),
  row('psql', '', '/\\b(?:drop|truncate|delete|alter|update|grant|revoke)\\b/'),
  row('mysql', '', '/\\b(?:drop|truncate|delete|alter|update|grant|revoke)\\b/'),
  row('mariadb', '', '/\\b(?:drop|truncate|delete|alter|update|grant|revoke)\\b/'),
  row('sqlite3', '', '/\\b(?:drop|truncate|delete|alter|update)\\b/'),
  row('mongosh', '', '/drop|deleteMany|remove/'),
  row('mongo', '', '/drop|deleteMany|remove/'),
  row('redis-cli', '', '/^(?:flushall|flushdb|del|unlink|config|shutdown|eval)$/'),
  row('dropdb', '', ''),
  row('dropuser', '', ''),
  row('mysqladmin', '', '/^(?:drop|shutdown)$/'),
  row('pg_restore', '', '--clean -c'),
  row('prisma', 'migrate', '/^(?:reset|deploy)$/'),
  row('prisma', 'db', '/^(?:push|execute)$/'),
  row('rails', '', '/^db:(?:drop|reset|schema:load|migrate:reset|rollback|purge)$/'),
  row('rake', '', '/^db:(?:drop|reset|schema:load|migrate:reset|rollback|purge)$/'),
  row('alembic', 'downgrade', ''),
  row('flyway', '', '/^(?:clean|undo|repair)$/'),
  row('liquibase', '', '/^(?:drop-?all|rollback.*)$/i'),
  ...'mkfs mke2fs mkswap wipefs fdisk gdisk sgdisk sfdisk parted cfdisk blkdiscard hdparm badblocks lvremove vgremove pvremove lvm zpool zfs mdadm cryptsetup diskutil swapoff mount umount losetup'
    .split(' ')
    .map((name) => row(name, '', '')),
  ...'shutdown reboot halt poweroff init telinit kexec insmod rmmod modprobe sysctl iptables ip6tables nft ufw firewall-cmd useradd userdel usermod groupadd groupdel passwd chpasswd visudo chsh update-alternatives'
    .split(' ')
    .map((name) => row(name, '', '')),
  row(
    'systemctl',
    '',
    '/^(?:stop|disable|mask|kill|restart|start|enable|isolate|poweroff|reboot|halt|daemon-reload|edit|set-default|unmask|reload)$/',
    'compensable',
  ),
  row('service', '', '/^(?:stop|restart|start|reload)$/', 'compensable'),
  row('launchctl', '', '/^(?:load|unload|bootout|bootstrap|remove|kickstart|disable|enable|submit)$/', 'compensable'),
  row('crontab', '', '-r'),
  row('shred', '', ''),
  row('mail', '', ''),
  row('sendmail', '', ''),
];

/** Made when a call first asks: most lines hold nothing that does. */
let rows: readonly Row[] | undefined;

/** A wide family of names: `mkfs.ext4`, `python -m twine`. */
const familyOf = (program: string): string => (/^mkfs\./.test(program) ? 'mkfs' : program === './gradlew' ? 'gradlew' : program);

export interface Found {
  readonly form: Form;
  /** Indices in argv of the words that make it so, the program's own left out. */
  readonly literal: readonly number[];
}

/** The form among the rows that a call is, if any. `argv[0]` is the program by its bare name. */
export function formOf(argv: readonly string[]): Found | undefined {
  const program = familyOf((argv[0] ?? '').replace(/^.*\/(?=[^/]+$)/, ''));
  rows ??= allRows();
  for (const one of rows) {
    if (one.program !== program) continue;
    const verb = verbAt(argv, one.verb);
    if (verb === undefined) continue;
    const found =
      one.any === undefined
        ? []
        : argv.flatMap((word, i) => (i > 0 && !verb.includes(i) && one.any?.some((trigger) => triggers(trigger, word)) ? [i] : []));
    if (one.any !== undefined && found.length === 0) continue;
    const words = [...verb, ...found].sort((a, b) => a - b);
    return {
      form: { name: [program, ...words.map((i) => argv[i] ?? '')].join(' ').slice(0, 80), reversibility: one.class },
      literal: words.length === 0 ? [0] : words,
    };
  }
  return undefined;
}

/** Where the words of a verb stand: each among the words that are no options, in order; not counted behind `--`. */
function verbAt(argv: readonly string[], verb: string): readonly number[] | undefined {
  const parts = verb.split(' ').filter(Boolean);
  const at: number[] = [];
  let from = 1;
  for (const part of parts) {
    const i = argv.findIndex((word, index) => index >= from && word === part);
    if (i < 0) return undefined;
    at.push(i);
    from = i + 1;
  }
  return at;
}

function triggers(trigger: string, word: string): boolean {
  if (trigger.startsWith('/')) {
    const end = trigger.lastIndexOf('/');
    return new RegExp(trigger.slice(1, end), trigger.slice(end + 1) || 'i').test(word);
  }
  const name = word.split('=')[0] ?? word;
  // a long option may be cut short: `--har` is `--hard`
  if (trigger.startsWith('--')) return name.length > 2 && name.startsWith('--') && trigger.startsWith(name);
  return /^-[A-Za-z0-9]+$/.test(word) && word.includes(trigger.charAt(1));
}
