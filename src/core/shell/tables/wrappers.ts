/** A program whose job is to run another one. */
export interface Wrapper {
  /** Its own options; see options.ts. They end at the first word that is none. */
  readonly options: string;
  /** Words between its options and the command: `timeout 5 …`. */
  readonly skip?: number;
  /** Words `NAME=value` before the command are assignments. */
  readonly assigns?: true;
  /** The command runs with other rights or elsewhere: the wrapper itself needs a grant, too. */
  readonly granted?: true;
  /** Several words are joined and read by a shell; one is, too. */
  readonly shell?: true;
  /** The option whose value is a command line for a shell. */
  readonly line?: string;
}

/** Wrappers as data; `xargs`, `find`, `parallel` and the shells have readers of their own. */
export const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  command: { options: 'p v=help V=help' },
  builtin: { options: '' },
  exec: { options: 'c l a:data' },
  nohup: { options: '' },
  nice: { options: 'n,adjustment:data 0 1 2 3 4 5 6 7 8 9' },
  ionice: { options: 'c,class:data n,classdata:data t,ignore p=help' },
  timeout: { options: 'f,foreground k,kill-after:data s,signal:data p,preserve-status v,verbose', skip: 1 },
  gtimeout: { options: 'foreground k,kill-after:data s,signal:data preserve-status v,verbose', skip: 1 },
  time: { options: 'p,portability v,verbose q,quiet f,format:data a,append o,output:edit' },
  stdbuf: { options: 'i,input:data o,output:data e,error:data' },
  setsid: { options: 'c,ctty f,fork w,wait' },
  chrt: { options: 'b,batch d,deadline f,fifo i,idle o,other r,rr v,verbose', skip: 1 },
  taskset: { options: 'a,all-tasks c,cpu-list', skip: 1 },
  caffeinate: { options: 'd i m s u t:data' },
  catchsegv: { options: '' },
  unbuffer: { options: 'p' },
  env: {
    options:
      'i,ignore-environment 0,null u,unset:data C,chdir:base S,split-string:code v,debug block-signal?data default-signal?data ignore-signal?data list-signal-handling',
    assigns: true,
  },
  watch: {
    options:
      'b,beep c,color C,no-color d,differences?data e,errexit g,chgexit n,interval:data p,precise q,equexit:data r,no-rerun t,no-title w,no-wrap x,exec',
    shell: true,
  },
  busybox: { options: '' },
  toybox: { options: '' },
  flock: {
    options:
      's,shared x,e,exclusive u,unlock n,nonblock w,timeout,wait:data E,conflict-exit-code:data o,close F,no-fork verbose c,command:code',
    skip: 1,
    line: 'c',
  },
  strace: {
    options:
      'f c C d D h i k q r t T v w x y z Z ff tt ttt qq xx yy e,trace:data o,output:edit s,string-limit:data p,attach:data a:data I:data O:data S:data P:data E:data u:data X:data',
    granted: true,
  },
  ltrace: { options: 'f c C i r t T S tt ttt e:data o,output:edit s:data p:data l:data', granted: true },
  sudo: {
    options:
      'A,askpass b,background B,bell E,preserve-env?data H,set-home k,reset-timestamp K n,non-interactive P,preserve-groups S,stdin C,close-from:data D,chdir:base g,group:data h,host:data p,prompt:data R,chroot:data r,role:data t,type:data T,command-timeout:data u,user:data U,other-user:data i,login s,shell l,list v,validate e,edit=code',
    assigns: true,
    granted: true,
  },
  doas: { options: 'n s L C:data a:data u:data', assigns: true, granted: true },
  unshare: {
    options:
      'm,mount?data u,uts?data i,ipc?data n,net?data p,pid?data U,user?data C,cgroup?data T,time?data f,fork r,map-root-user c,map-current-user mount-proc?data map-user:data map-group:data kill-child?data propagation:data setgroups:data R,root:base w,wd:base S,setuid:data G,setgid:data',
    granted: true,
  },
  nsenter: {
    options: 'a,all t,target:data m,mount?data u,uts?data i,ipc?data n,net?data p,pid?data U,user?data F,no-fork r,root?data w,wd?data',
    granted: true,
  },
  chroot: { options: 'groups:data userspec:data skip-chdir', skip: 1, granted: true },
  proot: { options: '0 S:data r:data b:data w:data', granted: true },
  setpriv: { options: 'no-new-privs reuid:data regid:data clear-groups init-groups keep-groups', granted: true },
  runuser: { options: 'u,user:data g,group:data', granted: true },
  firejail: { options: 'quiet noprofile net:data', granted: true },
  bwrap: { options: 'unshare-all unshare-net die-with-parent new-session', granted: true },
  dotenv: { options: 'e:read', granted: true },
  'dbus-run-session': { options: '', granted: true },
  'xvfb-run': { options: 'a,auto-servernum s,server-args:data n,server-num:data', granted: true },
  gdb: { options: 'args q', granted: true },
  perf: { options: '', granted: true },
};

/** Shells: `-c` takes a line, a first operand is a script, and nothing means their input. */
export const SHELLS: ReadonlySet<string> = new Set('sh bash dash ash zsh ksh mksh yash rbash posh fish csh tcsh'.split(' '));

/** Interpreters with the options by which they take code from the command line. */
export interface Interpreter {
  readonly code: readonly string[];
  /** Options with a value that is no code. */
  readonly data: readonly string[];
}

export const INTERPRETERS: Readonly<Record<string, Interpreter>> = {
  python: { code: ['-c', '-m'], data: ['-W', '-X', '--check-hash-based-pycs'] },
  node: {
    code: ['-e', '-p', '-pe', '--eval', '--print', '-r', '--require', '--import', '--loader', '--experimental-loader', '-c'],
    data: ['-C', '--conditions', '--max-old-space-size', '--stack-size', '--title', '--input-type'],
  },
  deno: { code: ['eval', 'repl'], data: [] },
  bun: { code: ['-e', '--eval', '-p', '--print', '-r', '--preload'], data: [] },
  tsx: { code: ['-e', '--eval', '-p', '--print', '-r', '--require', '--import'], data: ['--tsconfig'] },
  'ts-node': { code: ['-e', '--eval', '-p', '--print', '-r', '--require'], data: ['-P', '--project'] },
  perl: { code: ['-e', '-E', '-M', '-m', '-I', '-x'], data: [] },
  ruby: { code: ['-e', '-r', '-I'], data: [] },
  php: { code: ['-r', '-B', '-R', '-E', '-F', '-d'], data: [] },
  lua: { code: ['-e', '-l'], data: [] },
  R: { code: ['-e'], data: [] },
  Rscript: { code: ['-e'], data: [] },
  julia: { code: ['-e', '--eval', '-E', '--print', '-L', '--load'], data: [] },
  osascript: { code: ['-e'], data: [] },
  pwsh: { code: ['-Command', '-c', '-EncodedCommand', '-File'], data: [] },
  powershell: { code: ['-Command', '-c', '-EncodedCommand', '-File'], data: [] },
  elixir: { code: ['-e', '--eval'], data: [] },
  erl: { code: ['-eval'], data: [] },
  groovy: { code: ['-e'], data: [] },
  scala: { code: ['-e'], data: [] },
  tclsh: { code: [], data: [] },
  expect: { code: ['-c'], data: [] },
  guile: { code: ['-c', '-e'], data: [] },
  sqlite3: { code: ['-cmd', '-init'], data: [] },
};
