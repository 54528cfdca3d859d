import { execute, free, type Handler, type Invocation, opaque } from '../call.ts';
import { type Field, isText, shown, text } from '../field.ts';
import { type Arguments, givenValue, has, optionsOf, readArguments, textOf } from '../options.ts';
import { done, type Outcome } from '../state.ts';
import { finish } from './files.ts';
import { hostOf } from './git-remote.ts';

const CURL =
  'q,disable K,config:code a,append A,user-agent:data anyauth basic b,cookie:data c,cookie-jar:edit cacert:read capath:names E,cert:read cert-type:data ciphers:data compressed connect-timeout:data connect-to:code create-dirs crlf d,data,data-ascii:data data-binary:data data-raw:data data-urlencode:data json:data url-query:data delegation:data digest disable-eprt dns-servers:code doh-url:code D,dump-header:edit egd-file:data engine:code etag-compare:read etag-save:edit expect100-timeout:data f,fail fail-early fail-with-body F,form:data form-string:data G,get g,globoff happy-eyeballs-timeout-ms:data I,head H,header:data h,help?data hsts:edit http0.9 0,http1.0 http1.1 http2 http2-prior-knowledge http3 ignore-content-length i,include,show-headers k,insecure interface:data 4,ipv4 6,ipv6 j,junk-session-cookies keepalive-time:data key:read key-type:data krb:data libcurl:edit limit-rate:data l,list-only local-port:data L,location location-trusted login-options:data mail-from:data M,manual max-filesize:data max-redirs:data m,max-time:data metalink negotiate n,netrc netrc-file:read netrc-optional Z,parallel parallel-max:data next,: no-alpn N,no-buffer no-keepalive no-progress-meter no-sessionid noproxy:data ntlm oauth2-bearer:data o,output:edit output-dir:edit path-as-is pass:data pinnedpubkey:data post301 post302 post303 preproxy:code progress-bar,# proto:data proto-default:data proto-redir:data x,proxy:code U,proxy-user:data Q,quote:data random-file:data r,range:data raw e,referer:data J,remote-header-name O,remote-name remote-name-all R,remote-time remove-on-error X,request:data request-target:data resolve:code retry:data retry-all-errors retry-connrefused retry-delay:data retry-max-time:data s,silent S,show-error sasl-ir socks5:code socks5-hostname:code speed-limit,Y:data speed-time,y:data ssl ssl-reqd stderr:edit styled-output suppress-connect-headers tcp-fastopen tcp-nodelay telnet-option:data tftp-no-options t:data z,time-cond:data tls-max:data tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 trace:edit trace-ascii:edit trace-time T,upload-file:read url:data B,use-ascii u,user:data v,verbose V=help w,write-out:data xattr abstract-unix-socket:code unix-socket:code';

/** Options by which curl sends: a granted host does not cover them (rules 23). */
const SENDS = ['d', 'data-binary', 'data-raw', 'data-urlencode', 'json', 'F', 'form-string', 'T', 'mail-from', 'Q'];

const curl: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf(CURL));
  if (args.given.some((one) => one.role === 'help')) return finish(call, args);
  const addresses = [
    ...args.operands.map((one) => one.field),
    ...args.given.flatMap((one) => (one.name === 'url' && one.value ? [one.value] : [])),
  ];
  for (const address of addresses) reach(call, address, 'http');
  files(call, args);
  // `@file` in what is sent, and `-b file`
  for (const one of args.given) {
    if (one.value === undefined) continue;
    if (['d', 'data-binary', 'data-urlencode', 'json', 'H'].includes(one.name)) attached(call, one.value, /^(?:[\w.-]*)@(.+)$/s);
    if (one.name === 'F') attached(call, one.value, /^[^=]*=[@<]([^;]+)/s);
    if (one.name === 'b' && isText(one.value) && !one.value.text.includes('=')) walker.sink.path('read', one.value, 'content', state);
  }
  if (has(args, 'O', 'remote-name-all', 'J')) {
    const folder = givenValue(args, 'output-dir') ?? text('.');
    for (const address of addresses) {
      const name = isText(address)
        ? address.text
            .replace(/[?#].*$/s, '')
            .split('/')
            .at(-1)
        : undefined;
      if (has(args, 'J') || !name) walker.sink.path('edit', folder, 'recursive', state);
      else walker.sink.path('edit', isText(folder) && folder.text !== '.' ? text(`${folder.text}/${name}`) : text(name), 'content', state);
    }
  }
  for (const one of args.given) {
    if (one.name === 'w' && one.value) {
      attached(call, one.value, /^@(.+)$/s);
      if (!isText(one.value) || one.value.text.includes('%output')) walker.sink.unknown('the files that `curl -w` writes');
    }
    if (one.name === 'url-query' && one.value) attached(call, one.value, /^(?:[\w.-]*)@(.+)$/s);
    if (one.name === 'o' && one.value && shown(one.value).includes('#')) walker.sink.unknown('the names that `curl -o` makes');
  }
  const method = textOf(givenValue(args, 'X'))?.toUpperCase();
  // other schemes than these send
  const strange = addresses.some((address) => /^(?!https?:|ftps?:)[a-z][a-z0-9+.-]*:\/\//i.test(shown(address)));
  const sending = strange || has(args, 'T') || (has(args, ...SENDS) && !has(args, 'G', 'I'));
  if (sending || (method !== undefined && method !== 'GET' && method !== 'HEAD') || (has(args, 'X') && method === undefined)) {
    const sent = args.given.filter((one) => [...SENDS, 'X'].includes(one.name)).map((one) => one.at + 1);
    const code = args.given.filter((one) => one.role === 'code').map((one) => one.at + 1);
    execute(call, { why: 'it sends data', literal: [...sent, ...code] });
    unknownWords(call, args);
    return done(state);
  }
  return finish(call, args);
};

/** Files that options read and write. */
function files({ walker, state }: Invocation, args: Arguments): void {
  const folder = givenValue(args, 'output-dir');
  for (const one of args.given) {
    if (one.value === undefined || (isText(one.value) && one.value.text === '-')) continue;
    if (one.role === 'read') walker.sink.path('read', one.value, 'content', state);
    if (one.role === 'edit' && one.name !== 'output-dir') {
      const below =
        folder && one.name === 'o' ? (isText(folder) && isText(one.value) ? text(`${folder.text}/${one.value.text}`) : folder) : one.value;
      walker.sink.path('edit', below, 'content', state);
    }
    if (one.role === 'edit-tree') walker.sink.path('edit', one.value, 'recursive', state);
    if (one.role === 'list') walker.sink.path('read', one.value, 'content', state);
  }
}

function attached({ walker, state, name }: Invocation, value: Field, form: RegExp): void {
  if (!isText(value)) {
    if (value.kind === 'unknown' && (value.prefix === '' || value.prefix.startsWith('@')))
      walker.sink.unknown(`what \`${name}\` sends: \`${shown(value)}\``);
    return;
  }
  const file = form.exec(value.text)?.[1];
  if (file !== undefined && file !== '-') walker.sink.path('read', text(file), 'content', state);
}

function unknownWords({ walker, name }: Invocation, args: Arguments): void {
  for (const word of args.strange) walker.sink.unknown(`the word \`${word}\` of \`${name}\``);
}

/** The host of an address; a bare word is one, too. */
function reach({ walker, name }: Invocation, field: Field, scheme: string): void {
  if (!isText(field)) {
    const host =
      field.kind === 'unknown'
        ? /^[a-z]+:\/\/(?:[^@/]*@)?([^/:?#]+)(?::(\d+))?[/?#]/i.exec(field.prefix)
        : field.kind === 'glob'
          ? /^[a-z]+:\/\/([^/:?#*[\\]+)(?::(\d+))?[/?#]/i.exec(field.text)
          : null;
    if (host?.[1]) {
      walker.sink.network(host[1], host[2] ? Number(host[2]) : portOf(field.kind === 'unknown' ? field.prefix : shown(field)));
      return;
    }
    walker.sink.unknown(`the address \`${shown(field)}\` that \`${name}\` reaches`);
    return;
  }
  const address = field.text;
  if (/^file:/i.test(address)) {
    walker.sink.unknown(`the file behind \`${address}\``);
    return;
  }
  if (/[{}[\]]/.test(address.replace(/^[a-z]+:\/\/\[[0-9a-f:.]+\]/i, '')) && /^[^/]*\/\/[^/]*[{[]/.test(address)) {
    walker.sink.unknown(`the hosts that \`${address}\` stands for`);
    return;
  }
  const host = hostOf(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `${scheme}://${address}`);
  if (host) walker.sink.network(punycode(host.name), host.port);
  else walker.sink.unknown(`the host in \`${address}\``);
}

const portOf = (address: string): number | undefined => (/^https:/i.test(address) ? 443 : /^http:/i.test(address) ? 80 : undefined);

/** A host as it goes over the wire. */
function punycode(host: string): string {
  try {
    return new URL(`http://${host}/`).hostname;
  } catch {
    return host;
  }
}

const WGET =
  'V=help h=help b=code background=code e,execute:code o,output-file:edit a,append-output:edit d,debug q,quiet v,verbose nv,no-verbose report-speed:data i,input-file:list F,force-html B,base:data config:code rejected-log:edit bind-address:data t,tries:data O,output-document:edit nc,no-clobber no-netrc c,continue start-pos:data progress:data show-progress N,timestamping no-if-modified-since no-use-server-timestamps S,server-response spider T,timeout:data dns-timeout:data connect-timeout:data read-timeout:data w,wait:data waitretry:data random-wait no-proxy Q,quota:data no-dns-cache limit-rate:data no-proxy 4,inet4-only 6,inet6-only prefer-family:data retry-connrefused user:data password:data ask-password no-iri local-encoding:data remote-encoding:data unlink retry-on-http-error:data nd,no-directories x,force-directories nH,no-host-directories protocol-directories P,directory-prefix:data cut-dirs:data default-page:data E,adjust-extension http-user:data http-password:data no-cache ignore-length header:data compression:data max-redirect:data proxy-user:data proxy-password:data referer:data save-headers U,user-agent:data no-http-keep-alive no-cookies load-cookies:read save-cookies:edit keep-session-cookies post-data:data post-file:read method:data body-data:data body-file:read content-disposition content-on-error trust-server-names auth-no-challenge secure-protocol:data https-only no-check-certificate certificate:read private-key:read ca-certificate:read crl-file:read use-askpass:code r,recursive l,level:data delete-after k,convert-links K,backup-converted m,mirror p,page-requisites A,accept:data R,reject:data D,domains:data L,relative np,no-parent H=code span-hosts=code I,include-directories:data X,exclude-directories:data';

const wget: Handler = (call) => {
  const { walker, state } = call;
  // `-nv`, `-nc`, `-np`, `-nd`, `-nH` are two letters each
  const plain = call.words.map((word) =>
    isText(word) && /^-n[vcpdH]$/.test(word.text)
      ? text(
          `--${{ v: 'no-verbose', c: 'no-clobber', p: 'no-parent', d: 'no-directories', H: 'no-host-directories' }[word.text[2] ?? ''] ?? ''}`,
        )
      : word,
  );
  const args = readArguments(plain, optionsOf(WGET));
  if (args.given.some((one) => one.role === 'help')) return finish(call, args);
  const addresses = args.operands.map((one) => one.field);
  for (const address of addresses) reach(call, address, 'http');
  if (has(args, 'i')) walker.sink.unknown('the addresses that a file given to `wget` lists');
  files(call, args);
  const folder = givenValue(args, 'P');
  if (!has(args, 'O', 'spider')) {
    if (folder || has(args, 'r', 'm', 'p', 'x', 'content-disposition', 'trust-server-names'))
      walker.sink.path('edit', folder ?? text('.'), 'recursive', state);
    else
      for (const address of addresses) {
        const name = isText(address) ? address.text.replace(/^[a-z]+:\/\//i, '').replace(/[#].*$/s, '') : '';
        const last = name.includes('/') ? (name.split('/').at(-1) ?? '') : '';
        walker.sink.path('edit', text(last === '' ? 'index.html' : last), 'content', state);
      }
  }
  const method = textOf(givenValue(args, 'method'))?.toUpperCase();
  if (has(args, 'post-data', 'post-file', 'body-data', 'body-file') || (method !== undefined && method !== 'GET' && method !== 'HEAD')) {
    execute(call, {
      why: 'it sends data',
      literal: args.given
        .filter((one) => ['post-data', 'post-file', 'body-data', 'body-file', 'method'].includes(one.name))
        .map((one) => one.at + 1),
    });
    unknownWords(call, args);
    return done(state);
  }
  return finish(call, args);
};

/** ssh: another machine; what runs there needs a grant that names it. */
const ssh: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(
    call.words,
    optionsOf(
      '4 6 A a C f G g K k M N n q s T t V=help v X x Y y B:data b:data c:data D:code E:edit e:data F:code I:code i:read J:code L:code l:data m:data O:code o:code p:data Q:data R:code S:code W:code w:code',
    ),
    { first: true },
  );
  if (args.given.some((one) => one.role === 'help')) return finish(call, args);
  const [target, ...command] = args.operands.map((one) => one.field);
  for (const one of args.given)
    if (one.value && (one.role === 'read' || one.role === 'edit')) walker.sink.path(one.role, one.value, 'content', state);
  if (target) {
    const host = isText(target)
      ? text(
          target.text
            .replace(/^ssh:\/\//, '')
            .replace(/^[^@]*@/, '')
            .replace(/:\d+$/, ''),
        )
      : target;
    walker.sink.reachField(host, Number(textOf(givenValue(args, 'p')) ?? 22) || 22);
  }
  const code = args.given.filter((one) => one.role === 'code').flatMap((one) => [one.at + 1, one.at + 2]);
  const far = command.map((_, i) => call.words.length - command.length + i + 1);
  for (const field of command) if (!isText(field)) walker.sink.unknown(`what \`ssh\` runs: \`${shown(field)}\``);
  execute(call, { why: 'it runs commands on another machine', literal: [...code, ...far].filter((i) => i <= call.words.length) });
  return done(state);
};

/** Programs that open connections by host and port, and may run a program on them. */
const netcat: Handler = (call) => {
  const { walker, words, state } = call;
  const args = readArguments(
    words,
    optionsOf(
      '4 6 b C D d F h=help k l,listen N n r S t U u v,verbose Z z c:code e,exec:code sh-exec:code lua-exec:code I:data i:data M:data m:data O:data P:data p,source-port:data q:data s:data T:data V:data W:data w,wait:data X:code x:code proxy:code o,output:edit send-only recv-only ssl',
    ),
  );
  const [host, port] = args.operands.map((one) => one.field);
  const code = args.given.filter((one) => one.role === 'code').map((one) => one.at + 1);
  if (host && !has(args, 'l')) walker.sink.reachField(host, port && isText(port) ? Number(port.text) || undefined : undefined);
  if (code.length > 0 || args.strange.length > 0) walker.sink.unknown(`what \`${call.name}\` runs on a connection`);
  execute(call, { why: 'it opens a connection', literal: code });
  return done(state);
};

/** Clients whose first operand is a host. */
const client =
  (options: string, port: number | undefined): Handler =>
  (call) => {
    const args = readArguments(call.words, optionsOf(options), { single: false });
    const [host] = args.operands.map((one) => one.field);
    if (host) {
      if (isText(host) && /^[a-z]+:\/\//i.test(host.text)) reach(call, host, 'http');
      else call.walker.sink.reachField(isText(host) ? text(host.text.replace(/^[^@]*@/, '').replace(/^@/, '')) : host, port);
    }
    execute(call, { why: 'it reaches the network', literal: args.given.filter((one) => one.role === 'code').map((one) => one.at + 1) });
    return done(call.state);
  };

/** A name server is asked, or a packet sent: nothing but the name leaves, but it leaves. */
const ping = client(
  '4 6 a A b B d D f h=help L n O q r R U v V=help c:data F:data i:data I:data l:data m:data M:data p:data Q:data s:data S:data t:data T:data w:data W:data',
  undefined,
);

const socat: Handler = (call): Outcome => {
  const { walker, words, state } = call;
  for (const word of words) {
    if (!isText(word)) {
      walker.sink.unknown(`the address \`${shown(word)}\` of \`socat\``);
      continue;
    }
    if (word.text.startsWith('-') && word.text !== '-') continue;
    const [kind = '', ...rest] = word.text.split(/[:,]/);
    if (/^(?:EXEC|SYSTEM|SHELL)$/i.test(kind)) walker.sink.unknown(`what \`${word.text}\` runs`);
    else if (/^(?:TCP|TCP4|TCP6|UDP|UDP4|UDP6|OPENSSL|SSL|SOCKS.*|PROXY)$/i.test(kind))
      walker.sink.network(rest[0] ?? '', Number(rest[1]) || undefined);
    else if (/^(?:OPEN|CREATE|GOPEN|FILE)$/i.test(kind)) {
      walker.sink.path('read', text((rest[0] ?? '').replace(/"/g, '')), 'content', state);
      walker.sink.path('edit', text((rest[0] ?? '').replace(/"/g, '')), 'content', state);
    } else if (word.text.includes('/')) walker.sink.path('edit', word, 'content', state);
  }
  execute(call, { why: 'it joins two connections', literal: words.map((_, i) => i + 1) });
  return done(state);
};

/** `ssh-keygen -F host` and `-l` read; all else makes or changes keys. */
const sshKeygen: Handler = (call) => {
  if (
    call.words.every(isText) &&
    call.words.some((word) => isText(word) && /^-[lF]/.test(word.text)) &&
    !call.words.some((word) => isText(word) && /^-[fRtsYpyKDNIChGM]/.test(word.text))
  ) {
    free(call);
    return done(call.state);
  }
  opaque(call, 'it makes or changes keys');
  return done(call.state);
};

export const NETWORK: Readonly<Record<string, Handler>> = {
  curl,
  wget,
  ssh,
  slogin: ssh,
  mosh: ssh,
  nc: netcat,
  ncat: netcat,
  netcat,
  socat,
  telnet: client('a:data E 4 6 8 L d K l:data n:edit', 23),
  ftp: client('4 6 a d e f g i n p v t', 21),
  sftp: client('4 6 a B:data b:code C c:data D:code F:code f i:read J:code l:data N o:code P:data p q R:data r S:code s:data v', 22),
  ping,
  ping6: ping,
  traceroute: ping,
  tracepath: ping,
  mtr: ping,
  dig: client('b:data c:data f:read k:read m p:data q:data r t:data u v=help x:data 4 6', 53),
  host: client('a A c:data C d l m:data N:data p:data r R:data s t:data T U v V=help w W:data 4 6', 53),
  nslookup: client('', 53),
  nmap: client('', undefined),
  http: client('', undefined),
  https: client('', undefined),
  xh: client('', undefined),
  'ssh-keygen': sshKeygen,
};
