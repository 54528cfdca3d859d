/** What a subcommand of git does, as data. Source: the manuals of git 2.39 to 2.50. */
export interface GitRow {
  readonly options?: string;
  /**
   * `free`: reads names, states and settings, never content. `content`: prints content of files or of history.
   * `grant`: changes the repository, so it needs a grant. `edit`: changes the work tree, too.
   */
  readonly does: 'free' | 'content' | 'grant' | 'edit';
  /** Reaches the remote. */
  readonly network?: true;
  /** Its operands are paths of the work tree that it changes. */
  readonly paths?: true;
}

const DIFF =
  'p,u,patch s,no-patch U,unified:data output:edit output-indicator-new:data raw patch-with-raw indent-heuristic no-indent-heuristic minimal patience histogram anchored:data diff-algorithm:data stat?data compact-summary numstat shortstat X,dirstat?data cumulative summary patch-with-stat z name-only name-status submodule?data color?data no-color color-moved?data word-diff?data word-diff-regex:data color-words?data no-renames rename-empty no-rename-empty check ws-error-highlight:data full-index binary abbrev?data B,break-rewrites?data M,find-renames?data C,find-copies?data find-copies-harder D,irreversible-delete l:data diff-filter:data S:data G:data find-object:data pickaxe-all pickaxe-regex O:data skip-to:data rotate-to:data R relative?data no-relative a,text ignore-cr-at-eol ignore-space-at-eol b,ignore-space-change w,ignore-all-space ignore-blank-lines I,ignore-matching-lines:data inter-hunk-context:data W,function-context exit-code q,quiet ext-diff=code no-ext-diff textconv=code no-textconv ignore-submodules?data src-prefix:data dst-prefix:data no-prefix line-prefix:data ita-invisible-in-index cached staged merge-base no-index 1,base 2,ours 3,theirs';
const LOG =
  'follow no-decorate decorate?data decorate-refs:data decorate-refs-exclude:data source mailmap no-mailmap full-diff log-size L:data n,max-count:data skip:data since,after:data until,before:data author:data committer:data grep-reflog:data grep:data all-match invert-grep i,regexp-ignore-case basic-regexp E,extended-regexp F,fixed-strings P,perl-regexp remove-empty merges no-merges min-parents:data max-parents:data first-parent exclude-first-parent-only not all branches?data tags?data remotes?data glob:data exclude:data exclude-hidden:data reflog ignore-missing bisect stdin cherry-mark cherry-pick left-only right-only cherry g,walk-reflogs merge boundary simplify-by-decoration show-pulls full-history dense sparse simplify-merges ancestry-path?data date-order author-date-order topo-order reverse no-walk?data do-walk pretty?data format:data abbrev-commit no-abbrev-commit oneline encoding:data expand-tabs?data notes?data no-notes show-signature relative-date date:data parents children left-right graph show-linear-break?data count timestamp header c cc m combined-all-paths diff-merges:data no-diff-merges r t';

export const GIT: Readonly<Record<string, GitRow>> = {
  status: {
    does: 'free',
    options:
      's,short b,branch show-stash porcelain?data long v,verbose u,untracked-files?data ignore-submodules?data ignored?data z column?data no-column ahead-behind no-ahead-behind renames no-renames find-renames?data',
  },
  diff: { does: 'content', options: DIFF },
  log: { does: 'content', options: `${DIFF} ${LOG}` },
  show: { does: 'content', options: `${DIFF} ${LOG}` },
  whatchanged: { does: 'content', options: `${DIFF} ${LOG}` },
  shortlog: {
    does: 'free',
    options: `n,numbered s,summary e,email c,committer w?data group:data ${LOG.replace('n,max-count:data', 'max-count:data').replace(' c cc', ' cc')}`,
  },
  'diff-tree': { does: 'content', options: `${DIFF} r t root stdin no-commit-id v m c cc pretty?data` },
  'diff-index': { does: 'content', options: `${DIFF} m` },
  'diff-files': { does: 'content', options: DIFF },
  'range-diff': { does: 'content', options: `${DIFF} creation-factor:data no-dual-color left-only right-only` },
  blame: {
    does: 'content',
    options:
      'b root show-stats L:data l t s f,show-name n,show-number e,show-email w p,porcelain line-porcelain incremental c M?data C?data score-debug color-lines color-by-age abbrev:data date:data encoding:data ignore-rev:data ignore-revs-file:read S:read reverse first-parent contents:read progress no-progress',
  },
  annotate: { does: 'content', options: 'L:data l t' },
  grep: {
    does: 'content',
    options:
      'cached no-index untracked no-exclude-standard exclude-standard recurse-submodules a,text textconv=code no-textconv i,ignore-case I max-depth:data r,recursive no-recursive w,word-regexp v,invert-match h H full-name E,extended-regexp G,basic-regexp P,perl-regexp F,fixed-strings n,line-number column l,files-with-matches,name-only L,files-without-match O=code open-files-in-pager=code z,null o,only-matching c,count color?data no-color break heading p,show-function W,function-context A,after-context:data B,before-context:data C,context:data m,max-count:data threads:data f:read e:data and or not all-match q,quiet',
  },
  'cat-file': {
    does: 'content',
    options:
      'e p t s textconv=code filters=code path:data batch?data batch-check?data batch-command?data batch-all-objects buffer unordered follow-symlinks allow-unknown-type Z z',
  },
  archive: {
    does: 'content',
    options:
      'format:data l,list v,verbose prefix:data o,output:edit add-file:read add-virtual-file:data worktree-attributes mtime:data 0 1 2 3 4 5 6 7 8 9 remote:code exec:code',
  },
  'format-patch': {
    does: 'content',
    options: `${DIFF} ${LOG} o,output-directory:edit-tree stdout n,numbered k,keep-subject s,signoff N attach?data thread?data in-reply-to:data subject-prefix:data rfc v,reroll-count:data to:data cc:data cover-letter suffix:data numbered-files start-number:data base:data signature:data zero-commit`,
  },
  bundle: { does: 'grant' },
  'ls-files': {
    does: 'free',
    options:
      'c,cached d,deleted m,modified o,others i,ignored s,stage directory no-empty-directory u,unmerged k,killed resolve-undo z deduplicate x,exclude:data X,exclude-from:read exclude-per-directory:data exclude-standard error-unmatch with-tree:data t v f full-name recurse-submodules abbrev?data debug eol sparse format:data',
  },
  'ls-tree': { does: 'free', options: 'd r t l,long z name-only name-status object-only abbrev?data full-name full-tree format:data' },
  'rev-parse': {
    does: 'free',
    options:
      'parseopt=code sq-quote keep-dashdash stop-at-non-option stuck-long revs-only no-revs flags no-flags default:data prefix:data verify q,quiet sq short?data not abbrev-ref?data symbolic symbolic-full-name all branches?data tags?data remotes?data glob:data exclude:data disambiguate:data local-env-vars path-format:data git-dir git-common-dir absolute-git-dir show-toplevel show-superproject-working-tree resolve-git-dir:data git-path:data show-cdup show-prefix is-inside-git-dir is-inside-work-tree is-bare-repository is-shallow-repository shared-index-path show-object-format?data since:data until:data',
  },
  'rev-list': { does: 'free', options: LOG },
  'merge-base': { does: 'free', options: 'a,all octopus independent is-ancestor fork-point' },
  'name-rev': { does: 'free', options: 'tags refs:data exclude:data all name-only always annotate-stdin' },
  describe: {
    does: 'free',
    options:
      'dirty?data broken?data all tags contains abbrev:data candidates:data exact-match debug long match:data exclude:data always first-parent',
  },
  'show-ref': {
    does: 'free',
    options: 'head tags heads branches d,dereference s,hash?data verify exists abbrev?data q,quiet exclude-existing?data',
  },
  'for-each-ref': {
    does: 'free',
    options:
      'stdin count:data sort:data format:data color?data shell perl python tcl points-at:data merged?data no-merged?data contains?data no-contains?data ignore-case omit-empty exclude:data include-root-refs',
  },
  'check-ignore': { does: 'free', options: 'q,quiet v,verbose stdin z n,non-matching no-index' },
  'check-attr': { does: 'free', options: 'a,all cached stdin z source:data' },
  'check-ref-format': { does: 'free', options: 'branch normalize allow-onelevel' },
  'count-objects': { does: 'free', options: 'v,verbose H,human-readable' },
  cherry: { does: 'free', options: 'v,verbose abbrev?data' },
  'show-branch': {
    does: 'free',
    options: 'a,all r,remotes current topo-order date-order sparse more?data list no-name sha1-name topics color?data g,reflog?data',
  },
  var: { does: 'free', options: 'l' },
  version: { does: 'free', options: 'build-options' },
  help: { does: 'free', options: 'a,all g,guides c,config' },
  whatis: { does: 'free' },
  fsck: {
    does: 'free',
    options:
      'tags root unreachable cache no-reflogs full strict verbose dangling no-dangling progress no-progress connectivity-only name-objects references',
  },
  branch: { does: 'grant' },
  tag: { does: 'grant' },
  remote: { does: 'grant' },
  config: { does: 'grant' },
  stash: { does: 'edit' },
  reflog: { does: 'grant' },
  worktree: { does: 'grant' },
  submodule: { does: 'grant', network: true },
  notes: { does: 'grant' },
  add: {
    does: 'grant',
    options:
      'n,dry-run v,verbose f,force sparse i,interactive p,patch e,edit=code A,all no-all ignore-removal no-ignore-removal u,update N,intent-to-add refresh ignore-errors ignore-missing no-warn-embedded-repo renormalize chmod:data pathspec-from-file:list pathspec-file-nul',
  },
  stage: { does: 'grant' },
  commit: {
    does: 'grant',
    options:
      'a,all p,patch C,reuse-message:data c,reedit-message:data fixup:data squash:data reset-author short branch porcelain long z F,file:read author:data date:data m,message:data t,template:read s,signoff no-signoff trailer:data n,no-verify verify allow-empty allow-empty-message cleanup:data e,edit no-edit amend no-post-rewrite i,include o,only pathspec-from-file:list pathspec-file-nul u,untracked-files?data v,verbose q,quiet dry-run status no-status S,gpg-sign?data no-gpg-sign',
  },
  reset: {
    does: 'grant',
    options:
      'soft mixed N,intent-to-add hard merge keep recurse-submodules no-recurse-submodules p,patch q,quiet pathspec-from-file:list pathspec-file-nul refresh no-refresh',
  },
  rm: {
    does: 'edit',
    paths: true,
    options:
      'f,force n,dry-run r cached ignore-unmatch sparse q,quiet pathspec-from-file:list pathspec-file-nul no-force no-dry-run no-cached',
  },
  mv: { does: 'edit', paths: true, options: 'f,force k n,dry-run v,verbose sparse' },
  restore: {
    does: 'edit',
    paths: true,
    options:
      's,source:data p,patch W,worktree S,staged q,quiet progress no-progress ours theirs m,merge conflict:data ignore-unmerged ignore-skip-worktree-bits recurse-submodules no-recurse-submodules overlay no-overlay pathspec-from-file:list pathspec-file-nul no-source no-staged no-patch no-worktree U,unified:data inter-hunk-context:data',
  },
  checkout: {
    does: 'edit',
    options:
      'q,quiet progress no-progress f,force 2,ours 3,theirs b:data B:data t,track?data no-track guess no-guess l d,detach orphan:data ignore-skip-worktree-bits m,merge conflict:data p,patch ignore-other-worktrees overwrite-ignore no-overwrite-ignore recurse-submodules no-recurse-submodules overlay no-overlay pathspec-from-file:list pathspec-file-nul no-patch no-detach no-merge inter-hunk-context:data U,unified:data',
  },
  switch: {
    does: 'grant',
    options:
      'c,create:data C,force-create:data d,detach guess no-guess f,force discard-changes m,merge conflict:data q,quiet progress no-progress t,track?data no-track orphan:data ignore-other-worktrees recurse-submodules no-recurse-submodules no-merge',
  },
  clean: { does: 'edit', options: 'd f,force i,interactive n,dry-run q,quiet e,exclude:data x X no-force no-dry-run' },
  apply: {
    does: 'edit',
    options:
      'stat numstat summary check index 3,3way N,intent-to-add build-fake-ancestor:edit R,reverse reject z p:data C:data unidiff-zero apply no-add allow-binary-replacement binary exclude:data include:data ignore-space-change ignore-whitespace whitespace:data inaccurate-eof v,verbose q,quiet recount directory:data unsafe-paths allow-empty cached',
  },
  am: {
    does: 'edit',
    options:
      '3,3way keep-cr no-keep-cr s,signoff k,keep q,quiet continue skip abort quit show-current-patch?data r,resolved p:data directory:data patch-format:data i,interactive',
  },
  merge: {
    does: 'grant',
    options:
      'commit no-commit e,edit no-edit cleanup:data ff no-ff ff-only S,gpg-sign?data log?data signoff stat n,no-stat squash no-squash verify no-verify s,strategy:data X,strategy-option:data verify-signatures q,quiet v,verbose progress autostash allow-unrelated-histories m:data into-name:data F,file:read rerere-autoupdate overwrite-ignore abort quit continue',
  },
  rebase: { does: 'grant' },
  'cherry-pick': {
    does: 'grant',
    options:
      'e,edit cleanup:data x r m,mainline:data n,no-commit s,signoff S,gpg-sign?data ff allow-empty allow-empty-message keep-redundant-commits strategy:data X,strategy-option:data rerere-autoupdate continue skip abort quit',
  },
  revert: {
    does: 'grant',
    options:
      'e,edit no-edit cleanup:data m,mainline:data n,no-commit S,gpg-sign?data s,signoff strategy:data X,strategy-option:data reference continue skip abort quit',
  },
  pull: {
    does: 'grant',
    network: true,
    options:
      'v,verbose q,quiet recurse-submodules?data no-recurse-submodules commit no-commit e,edit no-edit ff no-ff ff-only r,rebase?data no-rebase autostash no-autostash squash no-squash verify no-verify log?data no-log stat n,no-stat s,strategy:data X,strategy-option:data allow-unrelated-histories all a,append atomic depth:data deepen:data shallow-since:data shallow-exclude:data unshallow f,force k,keep p,prune P,prune-tags t,tags no-tags j,jobs:data set-upstream upload-pack:code progress no-progress o,server-option:data 4,ipv4 6,ipv6 S,gpg-sign?data signoff cleanup:data',
  },
  fetch: {
    does: 'grant',
    network: true,
    options:
      'all multiple a,append atomic depth:data deepen:data shallow-since:data shallow-exclude:data unshallow f,force k,keep p,prune P,prune-tags n,no-tags t,tags j,jobs:data recurse-submodules?data no-recurse-submodules set-upstream upload-pack:code q,quiet v,verbose progress no-progress o,server-option:data 4,ipv4 6,ipv6 dry-run porcelain refetch filter:data negotiation-tip:data prefetch auto-maintenance no-auto-maintenance',
  },
  push: {
    does: 'grant',
    network: true,
    options:
      'all branches mirror d,delete tags n,dry-run porcelain f,force force-with-lease?data no-force-with-lease force-if-includes no-force-if-includes repo:data u,set-upstream thin no-thin q,quiet v,verbose progress no-progress recurse-submodules:data no-verify verify signed?data no-signed atomic no-atomic o,push-option:data receive-pack:code exec:code follow-tags no-follow-tags 4,ipv4 6,ipv6 prune',
  },
  clone: {
    does: 'grant',
    network: true,
    options:
      'v,verbose q,quiet progress n,no-checkout reject-shallow no-reject-shallow bare mirror l,local no-hardlinks s,shared recursive=code recurse-submodules?code j,jobs:data template:code reference:code reference-if-able:code dissociate o,origin:data b,branch:data revision:data u,upload-pack:code depth:data shallow-since:data shallow-exclude:data single-branch no-single-branch no-tags shallow-submodules separate-git-dir:code c,config:code server-option:data 4,ipv4 6,ipv6 filter:data remote-submodules sparse bundle-uri:code',
  },
  'ls-remote': {
    does: 'grant',
    network: true,
    options: 'b,branches h,heads t,tags refs q,quiet upload-pack:code exec:code get-url sort:data exit-code symref o,server-option:data',
  },
  init: { does: 'grant' },
  'update-ref': { does: 'grant' },
  gc: { does: 'grant' },
  maintenance: { does: 'grant' },
  bisect: { does: 'grant' },
};

/** Global options: those that change nothing that matters, and those that run code or move the repository. */
export const GIT_GLOBAL = {
  harmless: new Set([
    '--no-pager',
    '-P',
    '--no-optional-locks',
    '--literal-pathspecs',
    '--glob-pathspecs',
    '--noglob-pathspecs',
    '--icase-pathspecs',
    '--no-replace-objects',
    '--no-lazy-fetch',
    '--no-advice',
    '-p',
    '--paginate',
  ]),
  ends: new Set(['--version', '-v', '--help', '-h', '--html-path', '--man-path', '--info-path', '--exec-path']),
  withValue: new Set(['-c', '--config-env', '--git-dir', '--work-tree', '--namespace', '--super-prefix', '--attr-source', '--exec-path']),
};
