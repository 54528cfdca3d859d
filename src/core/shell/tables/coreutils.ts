import type { Utility } from '../utility.ts';

const LINES = 'output' as const;
const through = { [LINES]: 'input' } as const;

/** Utilities that read what they name and print. Option lists: GNU coreutils 9, grep 3, and the BSD spellings that agree. */
export const READING: Readonly<Record<string, Utility>> = {
  cat: {
    options: 'A,show-all b,number-nonblank e E,show-ends n,number s,squeeze-blank t T,show-tabs u v,show-nonprinting',
    operands: 'read*',
    ...through,
  },
  tac: { options: 'b,before r,regex s,separator:data', operands: 'read*', ...through },
  nl: {
    options:
      'b,body-numbering:data d,section-delimiter:data f,footer-numbering:data h,header-numbering:data i,line-increment:data l,join-blank-lines:data n,number-format:data p,no-renumber s,number-separator:data v,starting-line-number:data w,number-width:data',
    operands: 'read*',
  },
  head: {
    passes: 'n digits q',
    options: 'c,bytes:data n,lines:data q,quiet,silent v,verbose z,zero-terminated',
    operands: 'read*',
    digits: true,
    ...through,
  },
  tail: {
    passes: 'n digits q',
    options:
      'c,bytes:data f,follow?data F n,lines:data pid:data q,quiet,silent retry s,sleep-interval:data v,verbose z,zero-terminated max-unchanged-stats:data r',
    operands: 'read*',
    digits: true,
    ...through,
  },
  less: {
    options:
      'e E f F g G i I m M n N q Q r R s S u U w W X p:data P:data x:data z:data j:data b:data h:data quit-if-one-screen RAW-CONTROL-CHARS no-init o=code O=code k=code T=code t=code',
    operands: 'read*',
    digits: true,
  },
  more: { options: 'd f l p c s u n,lines:data', operands: 'read*', digits: true },
  wc: { options: 'c,bytes m,chars l,lines L,max-line-length w,words total:data files0-from:list', operands: 'read*', output: 'number' },
  sort: {
    passes: 'b d f g i M h n R r V u s C c',
    options:
      'b,ignore-leading-blanks d,dictionary-order f,ignore-case g,general-numeric-sort i,ignore-nonprinting M,month-sort h,human-numeric-sort n,numeric-sort R,random-sort random-source:read r,reverse sort:data V,version-sort batch-size:data c,check?data C compress-program:code debug files0-from:list k,key:data m,merge o,output:edit s,stable S,buffer-size:data t,field-separator:data T,temporary-directory:edit-tree parallel:data u,unique z,zero-terminated',
    operands: 'read*',
    ...through,
  },
  uniq: {
    passes: 'd u i',
    options:
      'c,count d,repeated D all-repeated?data f,skip-fields:data group?data i,ignore-case s,skip-chars:data u,unique z,zero-terminated w,check-chars:data',
    operands: 'read edit',
    ...through,
  },
  cut: {
    options:
      'b,bytes:data c,characters:data d,delimiter:data f,fields:data n complement s,only-delimited output-delimiter:data z,zero-terminated',
    operands: 'read*',
  },
  paste: { options: 'd,delimiters:data s,serial z,zero-terminated', operands: 'read*' },
  join: {
    options: 'a:data e:data i,ignore-case j:data o:data t:data v:data 1:data 2:data check-order nocheck-order header z,zero-terminated',
    operands: 'read*',
  },
  comm: { options: '1 2 3 check-order nocheck-order output-delimiter:data total z,zero-terminated', operands: 'read*' },
  tr: { options: 'c,C,complement d,delete s,squeeze-repeats t,truncate-set1', operands: 'data*' },
  fold: { options: 'b,bytes s,spaces w,width:data', operands: 'read*' },
  fmt: {
    options: 'c,crown-margin p,prefix:data s,split-only t,tagged-paragraph u,uniform-spacing w,width:data g,goal:data',
    operands: 'read*',
    digits: true,
  },
  expand: { options: 'i,initial t,tabs:data', operands: 'read*' },
  unexpand: { options: 'a,all first-only t,tabs:data', operands: 'read*' },
  column: {
    options:
      't,table s,separator:data o,output-separator:data c,output-width:data n,table-name:data N,table-columns:data x,fillrows J,json R,table-right:data H,table-hide:data',
    operands: 'read*',
  },
  rev: { options: '', operands: 'read*' },
  od: {
    options:
      'A,address-radix:data j,skip-bytes:data N,read-bytes:data S,strings:data t,format:data v,output-duplicates w,width?data a b c d f i l o s x',
    operands: 'read*',
  },
  hexdump: { options: 'b c C d o x v n:data s:data e:data f:read', operands: 'read*' },
  hd: { options: 'v n:data s:data', operands: 'read*' },
  xxd: {
    options:
      'a,autoskip b,bits C,capitalize c,cols:data e E,EBCDIC g,groupsize:data i,include l,len:data n,name:data o:data p,ps,plain,postscript r,revert s,seek:data u,uppercase v',
    operands: 'read edit',
    single: true,
  },
  strings: {
    options: 'a,all f,print-file-name n,bytes:data t,radix:data o e,encoding:data d,data w,include-all-whitespace s,output-separator:data',
    operands: 'read*',
    digits: true,
  },
  file: {
    options:
      'b,brief i,mime mime-type mime-encoding L,dereference h,no-dereference k,keep-going z,uncompress 0,print0 r,raw s,special-files N,no-pad F,separator:data f,files-from:list m,magic-file:read e,exclude:data',
    operands: 'read*',
  },
  base64: { options: 'd,D,decode i,ignore-garbage w,wrap:data b,break:data', operands: 'read*' },
  base32: { options: 'd,decode i,ignore-garbage w,wrap:data', operands: 'read*' },
  basenc: {
    options: 'base64 base64url base32 base32hex base16 base2msbf base2lsbf z85 d,decode i,ignore-garbage w,wrap:data',
    operands: 'read*',
  },
  cksum: { options: 'a,algorithm:data c,check l,length:data tag untagged z,zero', operands: 'read*' },
  sum: { options: 'r s,sysv', operands: 'read*' },
  cmp: { options: 'b,print-bytes i,ignore-initial:data l,verbose n,bytes:data s,quiet,silent', operands: 'read read data*' },
  diff: {
    follows: true,
    except: 'x',
    options:
      'normal q,brief s,report-identical-files c C,context:data u U,unified:data e,ed n,rcs y,side-by-side W,width:data left-column suppress-common-lines p,show-c-function F,show-function-line:data label:data L:data t,expand-tabs T,initial-tab tabsize:data l,paginate r,recursive no-dereference N,new-file unidirectional-new-file x,exclude:data X,exclude-from:read S,starting-file:data from-file:read to-file:read i,ignore-case E,ignore-tab-expansion Z,ignore-trailing-space b,ignore-space-change w,ignore-all-space B,ignore-blank-lines I,ignore-matching-lines:data a,text strip-trailing-cr d,minimal horizon-lines:data speed-large-files color?data',
    operands: 'tree*',
    tree: 'r',
    digits: true,
  },
  diff3: {
    options: 'A,show-all E,show-overlap 3,easy-only e,ed X x,overlap-only m,merge a,text L,label:data T,initial-tab i strip-trailing-cr',
    operands: 'read*',
  },
  colordiff: { options: 'u r,recursive q,brief y w b N,new-file', operands: 'read*', tree: 'r' },
  jq: {
    options:
      'n,null-input R,raw-input s,slurp c,compact-output C,color-output M,monochrome-output r,raw-output j,join-output a,ascii-output S,sort-keys tab indent:data e,exit-status stream stream-errors seq unbuffered f,from-file=code L=code raw-output0',
    operands: 'data read*',
  },
  grep: {
    lists: 'l/r R i E F P w x e s I include exclude exclude-dir color m',
    passes: 'E F G P e i v w x h a m s',
    options:
      'E,extended-regexp F,fixed-strings G,basic-regexp P,perl-regexp e,regexp:data f,file:read i,ignore-case,y no-ignore-case v,invert-match w,word-regexp x,line-regexp c,count color?data colour?data L,files-without-match l,files-with-matches m,max-count:data o,only-matching q,quiet,silent s,no-messages b,byte-offset H,with-filename h,no-filename label:data n,line-number T,initial-tab Z,null z,null-data A,after-context:data B,before-context:data C,context:data a,text binary-files:data D,devices:data d,directories:tree-mark exclude:data exclude-from:read exclude-dir:data I include:data r,recursive R,dereference-recursive line-buffered U,binary u,unix-byte-offsets',
    operands: 'data read*',
    tree: 'r R',
    follow: 'R',
    except: 'exclude exclude-dir',
    only: 'include',
    instead: 'e f',
    implicit: '.',
    implicitIf: 'r R',
    digits: true,
    ...through,
  },
  rg: {
    lists: 'l files/i s S F w x e g t T hidden . no-ignore P m color sort',
    piped: true,
    passes: 'e i s S F v w x m N I a P',
    options:
      'e,regexp:data f,file:read i,ignore-case s,case-sensitive S,smart-case F,fixed-strings v,invert-match w,word-regexp x,line-regexp c,count count-matches l,files-with-matches files-without-match m,max-count:data o,only-matching q,quiet n,line-number N,no-line-number H,with-filename I,no-filename A,after-context:data B,before-context:data C,context:data a,text g,glob:data iglob:data t,type:data T,type-not:data type-add:data hidden . no-ignore no-ignore-vcs u,unrestricted L,follow color:data colors:data heading no-heading p,pretty json stats sort:data sortr:data max-depth,maxdepth:data d:data U,multiline multiline-dotall P,pcre2 r,replace:data trim vimgrep column 0,null null-data max-columns:data M:data j,threads:data encoding:data E:data max-filesize:data debug trace type-list files pre:code pre-glob:data z,search-zip hostname-bin:code no-messages line-buffered passthru passthrough no-config no-ignore-parent one-file-system',
    operands: 'data tree*',
    instead: 'e f files type-list',
    follow: 'L',
    implicit: '.',
    ...through,
  },
  look: { options: 'd f t:data', operands: 'data read' },
  shuf: {
    options: 'e,echo i,input-range:data n,head-count:data o,output:edit random-source:read r,repeat z,zero-terminated',
    operands: 'read*',
    ...through,
  },
  tsort: { options: '', operands: 'read*' },
  readlink: {
    options: 'f,canonicalize e,canonicalize-existing m,canonicalize-missing n,no-newline q,quiet s,silent v,verbose z,zero',
    operands: 'names*',
  },
  realpath: {
    options:
      'e,canonicalize-existing m,canonicalize-missing L,logical P,physical q,quiet relative-to:names relative-base:names s,strip,no-symlinks z,zero',
    operands: 'names*',
  },
  ls: {
    lists: '/1 a A r t S c u',
    options:
      'a,all A,almost-all author b,escape block-size:data B,ignore-backups c C color?data d,directory D,dired f F,classify?data file-type format:data full-time g group-directories-first G,no-group h,human-readable si H,dereference-command-line dereference-command-line-symlink-to-dir hide:data hyperlink?data indicator-style:data i,inode I,ignore:data k,kibibytes l L,dereference m n,numeric-uid-gid N,literal o p q,hide-control-chars show-control-chars Q,quote-name quoting-style:data r,reverse R,recursive s,size S sort:data t time:data time-style:data T,tabsize:data u U v w,width:data x X Z,context zero 1 O @',
    operands: 'names*',
    implicit: '.',
  },
  dir: { options: 'a,all l 1 R,recursive d,directory', operands: 'names*', implicit: '.' },
  tree: {
    options:
      'a d l f x L:data P:data I:data gitignore prune noreport C n s h p u g D t r i J X Q dirsfirst filelimit:data matchdirs charset:data o:edit filesfirst sort:data',
    operands: 'names*',
    implicit: '.',
    single: false,
  },
  stat: { options: 'L,dereference f,file-system c,format:data printf:data t,terse cached:data x', operands: 'names*' },
  du: {
    options:
      '0,null a,all apparent-size B,block-size:data b,bytes c,total D,dereference-args d,max-depth:data files0-from:list H h,human-readable inodes k L,dereference l,count-links m P,no-dereference S,separate-dirs si s,summarize t,threshold:data time?data time-style:data X,exclude-from:read exclude:data x,one-file-system',
    operands: 'names*',
    implicit: '.',
  },
  df: {
    options:
      'a,all B,block-size:data h,human-readable H,si i,inodes k l,local no-sync output?data P,portability sync total t,type:data T,print-type x,exclude-type:data',
    operands: 'names*',
  },
  pathchk: { options: 'p P portability', operands: 'data*' },
  test: { options: '', operands: 'names*' },
  md5: { options: 'p q r s:data t x', operands: 'read*' },
  lsof: { options: 'i?data P n p:data u:data t a c:data', operands: 'names*' },
  bat: {
    options:
      'p,plain n,number l,language:data A,show-all r,line-range:data H,highlight-line:data style:data theme:data paging:data color:data d,diff',
    operands: 'read*',
  },
  ag: { options: 'i l c n v w Q G:data A:data B:data C:data hidden ignore:data', operands: 'data tree*', implicit: '.' },
  fd: {
    options:
      'H,hidden I,no-ignore u,unrestricted s,case-sensitive i,ignore-case g,glob F,fixed-strings a,absolute-path l,list-details L,follow p,full-path d,max-depth:data min-depth:data E,exclude:data t,type:data e,extension:data S,size:data changed-within:data changed-before:data 0,print0 c,color:data x=code X=code exec=code exec-batch=code q,quiet 1',
    operands: 'data names*',
    implicit: '.',
  },
  date: {
    options:
      'd,date:data f,file:read I?data iso-8601?data R,rfc-email,rfc-2822 rfc-3339:data r,reference:names s,set:code u,utc,universal j v:data debug',
    operands: 'data*',
  },
  man: {
    files: true,
    options: 'k,apropos f,whatis w,where a,all P,pager:code H?code C,config-file:code s,sections:data',
    operands: 'data*',
  },
  hostname: { options: 's,short f,fqdn d,domain i,ip-address I,all-ip-addresses F,file:code', operands: 'none' },
  tokei: { options: 'e,exclude:data f,files o,output:data s,sort:data t,type:data', operands: 'tree*', implicit: '.' },
  cloc: { options: 'git vcs:data by-file exclude-dir:data include-lang:data json csv quiet', operands: 'tree*' },
  shellcheck: {
    options:
      's,shell:data f,format:data e,exclude:data S,severity:data x,external-sources a,check-sourced C,color?data i,include:data o,enable:data W,wiki-link-count:data norc',
    operands: 'read*',
  },
  nm: { options: 'a g u C,demangle?data D,dynamic n S', operands: 'read*' },
  size: { options: 'A B', operands: 'read*' },
  readelf: { options: 'a h l S s d W n', operands: 'read*' },
  objdump: { options: 'd D h x t T r C s j:data', operands: 'read*' },
  xmllint: { options: 'noout format xpath:data nonet output:edit o:edit', operands: 'read*' },
  yamllint: { options: 's,strict f,format:data d,config-data:data', operands: 'tree*' },
};

for (const name of ['md5sum', 'sha1sum', 'sha224sum', 'sha256sum', 'sha384sum', 'sha512sum', 'b2sum', 'shasum']) {
  (READING as Record<string, Utility>)[name] = {
    options: 'b,binary c,check tag t,text z,zero ignore-missing quiet status strict w,warn a,algorithm:data l,length:data',
    operands: 'read*',
  };
}
for (const [name, like] of [
  ['egrep', 'grep'],
  ['fgrep', 'grep'],
  ['vdir', 'dir'],
  ['ripgrep', 'rg'],
  ['batcat', 'bat'],
  ['fdfind', 'fd'],
  ['gawk', ''],
] as const) {
  const row = READING[like];
  if (row) (READING as Record<string, Utility>)[name] = row;
}

/** Utilities that only compute, wait or tell of the machine: nothing that they are given matters. */
export const HARMLESS: readonly string[] =
  'true false : sleep seq expr factor numfmt nproc arch uname whoami id groups logname tty users who w uptime free vmstat cal pgrep jobs dirs times which whereis type ulimit umask getconf locale tput clear sync logout disown suspend help history fc bg fg cd.. yes lscpu lsblk lsusb lspci lsmod dmesg last apropos whatis getent nologin infocmp stty tzselect pidof pstree'.split(
    ' ',
  );

/** Utilities that change files, all of which they name. */
export const WRITING: Readonly<Record<string, Utility>> = {
  rm: {
    options: 'f,force i I interactive?data one-file-system no-preserve-root preserve-root?data r,R,recursive d,dir v,verbose P W x',
    operands: 'edit*',
    tree: 'r',
    links: true,
  },
  rmdir: { options: 'ignore-fail-on-non-empty p,parents v,verbose', operands: 'edit*' },
  unlink: { options: '', operands: 'edit' },
  touch: { options: 'a c,no-create d,date:data f h,no-dereference m r,reference:names t:data time:data A:data', operands: 'edit*' },
  mkdir: { options: 'm,mode:data p,parents v,verbose Z context?data', operands: 'edit*', makes: true },
  mkfifo: { options: 'm,mode:data Z context?data', operands: 'edit*' },
  mknod: { options: 'm,mode:data Z context?data', operands: 'edit data*' },
  truncate: { options: 'c,no-create o,io-blocks r,reference:names s,size:data', operands: 'edit*' },
  fallocate: {
    options:
      'c,collapse-range d,dig-holes i,insert-range l,length:data n,keep-size o,offset:data p,punch-hole v,verbose z,zero-range x,posix',
    operands: 'edit',
  },
  tee: {
    passes: 'a i p',
    options: 'a,append i,ignore-interrupts p output-error?data',
    operands: 'edit*',
    output: 'input',
  },
  sponge: { options: 'a', operands: 'edit' },
  chmod: {
    options: 'c,changes f,silent,quiet v,verbose no-preserve-root preserve-root mode,x,w,r,X,s,t reference:names R,recursive h H L P',
    operands: 'data edit*',
    tree: 'R',
    follow: 'L H',
    instead: 'reference mode',
  },
  chown: {
    options:
      'c,changes f,silent,quiet v,verbose dereference h,no-dereference from:data no-preserve-root preserve-root reference:names R,recursive H L P',
    operands: 'data edit*',
    tree: 'R',
    follow: 'L H',
    instead: 'reference',
  },
  chgrp: {
    options:
      'c,changes f,silent,quiet v,verbose dereference h,no-dereference no-preserve-root preserve-root reference:names R,recursive H L P',
    operands: 'data edit*',
    tree: 'R',
    follow: 'L H',
    instead: 'reference',
  },
  chattr: { options: 'R V f v:data p:data', operands: 'data edit*', tree: 'R' },
  setfacl: {
    options: 'b,remove-all k,remove-default n,no-mask d,default R,recursive m,modify:data x,remove:data',
    operands: 'edit*',
    tree: 'R',
  },
  dos2unix: { options: 'k,keepdate q,quiet f,force o,oldfile c,convmode:data b,keep-bom', operands: 'edit*' },
  unix2dos: { options: 'k,keepdate q,quiet f,force o,oldfile c,convmode:data', operands: 'edit*' },
  strip: {
    options:
      's,strip-all g,S,d,strip-debug strip-unneeded K,keep-symbol:data N,strip-symbol:data o,output-file:edit x,discard-all X p,preserve-dates v,verbose R,remove-section:data',
    operands: 'edit*',
  },
  objcopy: {
    options: 'strip-all S g,strip-debug only-keep-debug O,output-target:data I,input-target:data j,only-section:data R,remove-section:data',
    operands: 'edit*',
  },
  setcap: { options: 'q v r', operands: 'data edit*' },
};
