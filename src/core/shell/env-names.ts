import { type Field, shown } from './field.ts';

/** Names that programs execute, load code from, or find their way by. Source: the manuals of bash, ld.so, git, npm, Node, Python, Perl, Ruby, make, tar, less. */
const TELLING =
  /^(?:PATH|HOME|ENV|BASH_ENV|SHELLOPTS|BASHOPTS|PS4|PROMPT_COMMAND|CDPATH|GLOBIGNORE|SHELL|LD_.*|DYLD_.*|GCONV_PATH|GIT_.*|EDITOR|VISUAL|PAGER|.*_PAGER|LESS.*|MAKEFLAGS|MFLAGS|MAKEFILES|GNUMAKEFLAGS|NODE_(?!ENV$|NO_WARNINGS$).*|[nN][pP][mM]_[cC][oO][nN][fF][iI][gG]_.*|NPM_.*|SSLKEYLOGFILE|ESBUILD_.*|ZIPOPT|ZIP|UNZIP|UNZIPOPT|LUA_.*|DOTNET_.*|MAN(?!UAL).*|TF_.*|SIMPLE_BACKUP_SUFFIX|VERSION_CONTROL|PATCH_.*|GZIP|BZIP2?|XZ_.*|ZSTD_.*|COLUMNS_CMD|POSIX.*|RM|AR|AS|LD|CPP|CFLAGS|CXXFLAGS|CPPFLAGS|YACC|LEX|FC|ARFLAGS|ASFLAGS|.*_BINARY_PATH|.*_CONFIG|.*_RC|.*_OPTS|.*_ARGS|.*_HOOKS?|.*_COMMAND|.*_CMD|.*_SHELL|.*_EDITOR|.*_BROWSER|PYTHON.*|PYTEST_.*|PERL5.*|PERLLIB|RUBY.*|GEM_.*|BUNDLE_.*|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|MAVEN_OPTS|GRADLE_OPTS|XDG_.*|TAR_OPTIONS|GREP_OPTIONS|RIPGREP_CONFIG_PATH|BROWSER|BASH_FUNC_.*|BASH_ALIASES|BASH_CMDS|CARGO_.*|RUSTC.*|RUSTFLAGS|GOFLAGS|GOPROXY|GONOSUMDB|CC|CXX|LDFLAGS|TMPDIR|SSH_.*|DOCKER_.*|KUBECONFIG|AWS_.*|HTTPS?_PROXY|https?_proxy|ALL_PROXY|all_proxy|FTP_PROXY|ftp_proxy|CURL_HOME|WGETRC|INPUTRC|HISTFILE|TERMINFO|LOCPATH|NLSPATH|MALLOC_.*|TWOLOOPS_.*|CLAUDE.*|ANTHROPIC_.*|HOSTALIASES|RES_OPTIONS|OPENSSL_.*|SYSTEMD_.*|DEBIAN_PRIV.*|PROMPT_DIRTRIM|EXECIGNORE|FIGNORE|TIMEFORMAT|command_not_found_handle)$/;

/** What of these is harmless all the same, with the values that are. */
const HARMLESS: readonly { readonly name: RegExp; readonly value: RegExp }[] = [
  { name: /^PYTHON(?:DONTWRITEBYTECODE|UNBUFFERED|HASHSEED|UTF8|IOENCODING|WARNINGS)$/, value: /^[\w:,.-]*$/ },
  { name: /^(?:PAGER|.*_PAGER)$/, value: /^(?:cat|)$/ },
  {
    name: /^GIT_(?:TERMINAL_PROMPT|OPTIONAL_LOCKS|PAGER_IN_USE|LITERAL_PATHSPECS|NO_LAZY_FETCH|FLUSH|AUTHOR_(?:NAME|EMAIL|DATE)|COMMITTER_(?:NAME|EMAIL|DATE))$/,
    value: /^[^\n]*$/s,
  },
  { name: /^GIT_(?:PAGER|EDITOR|SEQUENCE_EDITOR|ASKPASS)$/, value: /^(?:cat|true|:|)$/ },
  { name: /^(?:EDITOR|VISUAL)$/, value: /^(?:true|:|)$/ },
  { name: /^CARGO_TERM_.*$/, value: /^\w*$/ },
  { name: /^(?:LDFLAGS|TIMEFORMAT)$/, value: /^(?:-L[\w/.-]+\s*)*$/ },
  { name: /^RUST(?:_BACKTRACE|_LOG)$/, value: /^[\w=,:]*$/ },
  { name: /^LESSCHARSET$/, value: /^[\w-]*$/ },
  { name: /^npm_config_(?:yes|loglevel|fund|audit|color|progress|update_notifier)$/i, value: /^\w*$/ },
  { name: /^AWS_(?:REGION|DEFAULT_REGION|PAGER)$/, value: /^[\w-]*$/ },
];

/** True where an assignment changes nothing but data of the programs that see it. */
export function isFreeAssignment(name: string, values: readonly Field[]): boolean {
  if (/^LC_|^LANG(?:UAGE)?$/.test(name)) return true;
  if (!TELLING.test(name)) return true;
  return HARMLESS.some((row) => row.name.test(name) && values.every((value) => value.kind === 'text' && row.value.test(value.text)));
}

/** Names whose value may be anything: they are words for people, or judged where they are assigned. */
export const isFreeByValue = (name: string): boolean =>
  /^(?:LC_.*|LANG|LANGUAGE|TZ|IFS|PS1|PS2|PYTHONPATH|NODE_PATH|DEBUG|GIT_(?:AUTHOR|COMMITTER)_\w+|COMMIT_MSG|MSG|MESSAGE|TITLE|BODY)$/.test(
    name,
  );

/** A value that is a plain word: no path, no code, nothing that a program would expand. */
export const isPlainValue = (values: readonly Field[]): boolean =>
  values.every((value) => value.kind === 'text' && /^[\w.,:@%+ -]*$/.test(value.text));

/** What an assignment is noted as where it changes what programs do; undefined where it does not. */
export function tellingOf(name: string, values: readonly Field[]): string | undefined {
  // judged as paths where they are assigned
  if (isSearchPath(name) && values.every((value) => value.kind === 'text')) return undefined;
  if (isFreeAssignment(name, values)) return undefined;
  return `${name}=${values.map(shown).join('|')}`;
}

/** Variables that bash sets by itself: what a line assigns to them may not be what they hold. */
export const isSetByShell = (name: string): boolean =>
  /^(?:PWD|OLDPWD|_|DIRSTACK|FUNCNAME|PIPESTATUS|GROUPS|HISTCMD|COPROC|OPTIND|SECONDS|RANDOM|SRANDOM|LINENO|EPOCH\w*|COMP_\w+|BASH\w*|SHLVL|HOSTNAME|HOSTTYPE|MACHTYPE|OSTYPE|UID|EUID|PPID|COLUMNS|LINES)$/.test(
    name,
  );

/** Names whose value is likely a credential. */
export const isSecretName = (name: string): boolean =>
  name !== 'PWD' &&
  name !== 'OLDPWD' &&
  (/(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|APIKEY|PAT|AUTH|PWD|DSN)(?:_|$)|(?:KEY|TOKEN|SECRET|PASSWORD)$/i.test(
    name,
  ) ||
    /DATABASE_URL$/.test(name));

/** Assignments whose value is a path that must lie where reading or editing is allowed. */
export const isSearchPath = (name: string): boolean => name === 'PYTHONPATH' || name === 'NODE_PATH';
