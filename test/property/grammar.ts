import fc from 'fast-check';

type Text = fc.Arbitrary<string>;

/** A command as a template of generated parts. */
const t = (strings: TemplateStringsArray, ...parts: readonly Text[]): Text =>
  fc.tuple(...parts).map((values) => strings.map((string, i) => string + (values[i] ?? '')).join(''));

const any = (...texts: readonly (string | Text)[]): Text =>
  fc.oneof(...texts.map((text) => (typeof text === 'string' ? fc.constant(text) : text)));
const of = (line: string): Text => fc.constantFrom(...line.split(' '));

export const single = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const double = (text: string): string => `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
const ticked = (text: string): string => `\`${text.replace(/[\\`]/g, '\\$&')}\``;

// every name lies in the tree; no word begins with a slash or a dash, and none climbs: `$v/…` and `cd ..` alone are never made
const file = of('a b c n m k d/x d/n d/e/y d/e/n d/k l/x l/n n/m');
const folder = of('d d/e l n o');
const fresh = of('n m o d/n d/e/m l/o n/m o/n');
const variable = of('v w u');

function spelled(path: Text): Text {
  const as = (spell: (path: string) => string): Text => path.map(spell);
  return fc.oneof(
    { weight: 12, arbitrary: path },
    as((p) => `./${p}`),
    as((p) => `d/..//${p}`),
    as((p) => `'${p}'`),
    as((p) => `"${p}"`),
    as((p) => `$'${p}'`),
    as((p) => `\\${p}`),
    as((p) => `''${p}""`),
    as((p) => `${p.slice(0, 1)}\\\n${p.slice(1)}`),
    as((p) => `$PWD/${p}`),
    as((p) => `"$HOME/${p}"`),
    as((p) => `\${z:-${p}}`),
    as((p) => `"\${z-${p}}"`),
    as((p) => `\${z:=${p}}`),
    as((p) => `$(echo ${p})`),
    as((p) => `"$(printf %s ${p})"`),
    as((p) => `\`echo ${p}\``),
    variable.map((name) => `$${name}`),
    variable.map((name) => `"$${name}"`),
    variable.map((name) => `\${${name}}`),
    variable.map((name) => `"\${${name}%?}"`),
    variable.map((name) => `"\${${name}#*/}"`),
    variable.map((name) => `"\${${name}/a/n}"`),
    variable.map((name) => `"\${${name}:0:1}"`),
    variable.map((name) => `\${${name}:+n}`),
    variable.map((name) => `"$${name}".k`),
    any('"$1"', '$2', '"s p"', 's\\ p', '"${r[0]}"', '"${r[1]}"', '${r}', '$((1+1))', 'n$((i))'),
  );
}

const P = spelled(file);
const D = spelled(folder);
const N = spelled(fresh);
const many = any(
  '*',
  '?',
  '[abn]',
  'd/*',
  'd/?',
  'd/e/*',
  'l/*',
  '[!dl]',
  '*.gz',
  '{a,n}',
  'd/{x,n}',
  '{d/,}n',
  'n{1..2}',
  '"$@"',
  '$*',
  '"${r[@]}"',
  '${r[*]}',
);
const M = fc.oneof({ weight: 3, arbitrary: P }, many, t`${P} ${P}`);
const prints = any(
  'echo n',
  'echo a d/x',
  "printf '%s\\n' a n",
  'printf "b\\nd/e/y\\n"',
  'cat b',
  'cat a',
  'ls',
  'ls d',
  'find d -type f',
  'find d -name x',
  'echo "$v"',
  t`echo ${P}`,
);
const programs = any('s/a/z/', '1d', 's/^/n/;p', '$d', 'w n', 's/a/b/w d/n', 'y/ab/mn/', '1i m', 'r a', '/x/w m');
const awks = any(
  '{ print > "n" }',
  '{ print $1 >> "d/n" }',
  '{ print > $1 }',
  'BEGIN { print "x" > "m"; close("m") }',
  '{ print | "cat > n" }',
  '{ print "x" > FILENAME }',
  'BEGIN { f = "n"; print f > f }',
  '{ print ($1 > "b") }',
  'BEGIN { system("touch n") }',
  'BEGIN { while ((getline x < "a") > 0) print x > "n" }',
  '{ print }',
  '{ printf "%s\\n", $0 > "n" ".k" }',
);
const PATCH = (path: string, line: string): string => `--- ${path}\n+++ ${path}\n@@ -1 +1 @@\n-${line}\n+z\n`;
const patches = fc.constantFrom(
  PATCH('b', 'n'),
  PATCH('d/e/y', 'y'),
  PATCH('b', 'wrong'),
  '--- /dev/null\n+++ n\n@@ -0,0 +1 @@\n+z\n',
  '--- b\n+++ /dev/null\n@@ -1 +0,0 @@\n-n\n',
  '--- b.orig\t2001-01-01\n+++ b\t2001-01-01\n@@ -1 +1 @@\n-n\n+z\n',
  '*** b\n--- b\n***************\n*** 1 ****\n! n\n--- 1 ----\n! z\n',
  'Index: b\n@@ -1 +1 @@\n-n\n+z\n',
  'diff --git a/b b/n\nrename from b\nrename to n\n',
  '1c\nz\n.\n',
);

const simple: Text = fc.oneof(
  t`touch ${M}`,
  t`touch -c ${P}`,
  t`touch -r a ${P}`,
  t`cp ${P} ${P}`,
  t`cp ${any('-r', '-a', '-b', '-f', '-l', '-s', '-n', '-T', '-rT', '-u', '-R', '--parents', '-S .z', '-bS .z', '--backup=numbered', '-P', '-L')} ${any(P, D)} ${any(P, D)}`,
  t`cp ${M} ${D}`,
  t`cp -t ${D} ${M}`,
  t`cp --target-directory=${folder} ${M}`,
  t`mv ${any(P, D)} ${any(P, D)}`,
  t`mv ${any('-f', '-n', '-b', '-T', '-u', '-S .z', '--backup=t')} ${P} ${any(P, D)}`,
  t`mv -t ${D} ${M}`,
  t`mv ${M} ${D}`,
  t`rm ${any('', '-f', '-r', '-rf', '-d', '--recursive')} ${any(M, D)}`,
  t`rmdir ${any('', '-p', '--parents')} ${any(D, 'n/m', 'd/e')}`,
  t`unlink ${P}`,
  t`mkdir ${any('', '-p', '-m 700', '-pv')} ${N}`,
  t`mkdir -p ${N} ${N}`,
  t`tee ${any('', '-a', '-i')} ${M}`,
  t`sed ${any('-i', '-n', '-i.z', '-ni', '-i -e', "-i'd/*'", '--in-place=.z', '-s -i', '-E -i')} ${programs.map(single)} ${M}`,
  t`ln ${any('', '-s', '-f', '-sf', '-sfn', '-sr', '-b', '-sT')} ${any(P, D)} ${any(P, D)}`,
  t`ln ${any('-s', '')} ${any(P, '../b', '../d/x')}`,
  t`ln -t ${D} ${P}`,
  t`install ${any('', '-D', '-m 700', '-b', '-C', '-T', '-v')} ${P} ${any(P, D)}`,
  t`install ${any('-t', '-D -t', '-Dt')} ${D} ${P}`,
  t`install -d ${N}`,
  t`dd ${any('', 'bs=1 ', 'count=1 ', 'conv=notrunc ')}if=${file} of=${file} status=none`,
  t`dd of=${P}`,
  t`truncate ${any('-s 3', '-s +1', '-cs 0', '--size=2', '-r a -s +1')} ${M}`,
  t`split ${any('-l 1', '-b 2', '-n 2', '-1', '-l1 -d', '-l1 --additional-suffix=.z', '-C 2')} ${P} ${any('', N)}`,
  t`csplit ${any('', '-f n', '-s -n 1')} ${P} 1`,
  t`sort -o ${P} ${P}`,
  t`sort ${P} ${any('-o', '--output', '-uo')} ${P}`,
  t`sort ${P} --output=${file}`,
  t`uniq ${P} ${P}`,
  t`shuf -e a b -o ${P}`,
  t`find ${any(D, '. -maxdepth 1', '')} ${any('', '-name x', "-name '[xn]'", '-type f', '! -name y', '-name x -o -name y', '-newer a', '-path "*e*"')} ${any('-delete', '-exec touch {} \\;', '-exec touch {}.z \\;', '-exec rm {} +', '-exec cp {} n \\;', '-exec cp a {} \\;', '-execdir touch n \\;', '-execdir touch {} +', '-execdir mv {} m \\;', '-exec sh -c \'touch "$1.z"\' _ {} \\;', '-exec sed -i s/a/z/ {} +', "-printf '%p\\n'", '-print')}`,
  t`find ${D} ${any('-fprint', '-fprint0', '-fls', '-fprintf')} ${N} ${any('', "'%f\\n'")}`,
  t`${prints} | xargs ${any('touch', 'rm -f', '-n 1 touch', '-I{} cp {} {}.z', '-I{} touch {}', '-I % mv % n', 'cp -t o', '-r rm', '-d "\\n" touch', 'sh -c \'touch "$@"\' _', '-L1 touch', 'tee', '-a b touch', 'mkdir -p', '-I{} sh -c "echo > {}"', '-P2 touch n')}`,
  t`find d ${any('', '-name x', '-type f')} -print0 | xargs -0 ${any('touch', 'rm', '-I{} cp {} n', 'sed -i s/a/z/')}`,
  t`tar ${any('cf', '-cf', 'czf', '-c -f', '--create --file', 'rf', '-uf')} ${any(N, 's.tar')} ${M}`,
  t`tar -C ${D} -cf ${N} ${of('x e . k')}`,
  t`tar ${any('xf', '-xf', '-xvf', 'xkf', '-x -f', '--extract --file')} s.tar ${any('', 'd/x', '-C d', '-C d/e', '--strip-components=1', '--one-top-level=n', '--one-top-level', '-O', '--transform s/m/n/', '-m', '--wildcards "m*"', '--backup')}`,
  t`tar cf - ${M} | tar xf - -C ${D}`,
  t`tar ${any('tf', '-df')} s.tar`,
  t`${of('gzip gunzip bzip2 xz zstd')} ${any('', '-k', '-c', '-f', '-d', '-kf', '-r', '-kS .z', '-9', '-t', '-l', '-N')} ${any(M, 'z.gz', 'z', D)}`,
  t`gzip -dc z.gz > ${P}`,
  t`zcat z.gz`,
  fc
    .tuple(
      any(
        '-p0',
        '',
        '-p1',
        '-i',
        '-b',
        '-o n',
        '-R',
        '-N',
        '-r m',
        '-d .',
        '-Ep0',
        '-p0 -f',
        '-t',
        '--merge',
        '-B o',
        '-z .z',
        'b',
        '-e b',
        '--dry-run -p0',
      ),
      patches,
    )
    .map(([options, body]) => (options === '-i' ? `{ cat > m <<'E'\n${body}E\npatch -i m\n}` : `{ patch -s ${options} <<'E'\n${body}E\n}`)),
  t`chmod ${any('700', 'u+x', '-R 700', 'go-r', '--reference=a', '-R go-x')} ${any(M, D)}`,
  t`awk ${awks.map(single)} ${M}`,
  t`awk -v f=${file} ${any("'{ print > f }'", '\'{ print f > "n" }\'')} ${P}`,
  t`cat ${M}`,
  t`grep ${any('-r a', '-l a', 'a', '-f b', '-R a', '-c x')} ${any(M, D)}`,
  t`head -n 1 ${M}`,
  t`${of('wc tac nl rev md5sum base64 fold cksum od')} ${M}`,
  t`diff ${any('', '-r', '-u', '-N')} ${any(P, D)} ${any(P, D)}`,
  t`cmp ${P} ${P}`,
  t`paste ${P} ${P}`,
  t`comm ${P} ${P}`,
  t`join ${P} ${P}`,
  t`cut -c1 ${M}`,
  t`shred ${any('', '-u', '-n 1')} ${P}`,
  t`link ${P} ${P}`,
  t`fallocate -l 3 ${P}`,
  t`mktemp -p ${D} n.XXX`,
  t`rename ${any('a b', '-n a b', 's/a/z/')} ${M}`,
  t`echo ${M}`,
  t`printf '%s\\n' ${M}`,
  t`: ${P}`,
  any('true', 'false', ':', 'pwd', 'ls', 'ls -R', 'read v', 'read -r v u'),
);

const redirection = fc.oneof(
  t`> ${P}`,
  t`>> ${P}`,
  t`>| ${P}`,
  t`>${P}`,
  t`2> ${P}`,
  t`1>> ${P}`,
  t`&> ${P}`,
  t`&>> ${P}`,
  t`>& ${P}`,
  t`> ${P} 2>&1`,
  t`2>&1 > ${P}`,
  t`< ${P}`,
  t`0< ${P}`,
  t`<> ${P}`,
  t`1<> ${P}`,
  t`{fd}> ${P}`,
  t`3> ${P} >&3`,
  t`<<< ${P}`,
  t`> ${many}`,
  any('2> /dev/null', '> /dev/null', '< /dev/null', '> >(cat > n)', '2> >(tee m)', '< <(cat d/x)', '> /dev/stdout', '>&2', '> /dev/fd/1'),
);

const assignment = fc.oneof(
  t`${variable}=${P}`,
  t`${variable}=${file}`,
  t`${variable}=${file} ${variable}=${P}`,
  t`${variable}+=${of('a .k')}`,
  t`${variable}=$(${prints})`,
  t`${variable}=$(<${file})`,
  t`read -ra r <<< ${any("'a n'", '"$v $w"')}`,
  t`f() { local v${any('', '=n')}; touch \${v:-m}; ${any('return', ':')}; }; f`,
  t`r=(${M})`,
  t`r=(${file} ${many})`,
  t`r+=(${file})`,
  t`r[1]=${file}`,
  t`set -- ${M}`,
  t`export ${variable}=${P}`,
  t`declare ${variable}=${P}`,
  t`readonly z=${file}`,
  t`declare -n ${variable}=u`,
  t`declare -u ${variable}=${file}`,
  t`printf -v ${variable} %s ${file}`,
  t`read -r ${variable} <<< ${file}`,
  t`read -r ${variable} < ${P}`,
  t`IFS=/ read -r v u <<< ${file}`,
  t`mapfile -t r < ${P}`,
  t`mapfile -t r < <(${prints})`,
  t`unset ${variable}`,
  any(
    'shift',
    'i=1',
    'let i=2',
    '(( i++ ))',
    'IFS=/',
    'set -f',
    'set -e',
    'set -o pipefail',
    'shopt -s nullglob',
    'shopt -s dotglob',
    'shopt -s globstar',
    'set -C',
    'set +f',
    'eval v=n',
    'unset r',
    'shopt -s extglob failglob',
  ),
);

const test = fc.oneof(
  t`[[ -e ${P} ]]`,
  t`[[ -f ${P} && ! -L ${P} ]]`,
  t`[[ $v == ${file} ]]`,
  t`[[ $v =~ ^a ]]`,
  t`[ -d ${P} ]`,
  t`test -s ${P}`,
  any('(( i > 0 ))', '(( i++ < 2 ))', '[[ -n $u ]]', '[ "$v" = a ]', 'true', 'false', '! true', 'grep -q a a'),
);

const wrapper = any(
  'env',
  'env v=n',
  'command',
  'nohup',
  'nice',
  'nice -n 5',
  'timeout 3',
  'timeout -k 1 3',
  'time -p',
  'time',
  'stdbuf -oL',
  'setsid -w',
  'env -C d',
  'env --chdir=d/e',
  'env -u HOME',
  'ionice',
  'exec',
  '!',
  'builtin',
  'v=n',
  'env -i PATH=/usr/bin:/bin',
  'command -p',
  'exec -a x',
  'chrt -o 0',
  'flock m',
  'env -S touch',
);

/** Without it the variables are the environment's, and all that uses them is unknown. */
const setup = fc
  .tuple(
    ...[t`v=${file}; `, t`w=${file}; `, t`u=${file}; `, 'z=; ', 'i=0; ', t`r=(${file} ${file}); `, t`set -- ${file} ${file}; `].map(
      (text) => fc.option(any(text), { freq: 12, nil: '' }),
    ),
  )
  .map((parts) => parts.join(''));

interface Grammar {
  readonly command: string;
  readonly list: string;
  readonly line: string;
}

/** Lines of the shell whose every path stays in the tree. */
export const { line } = fc.letrec<Grammar>((tie: fc.LetrecTypedTie<Grammar>) => {
  const C: Text = tie('command');
  const L: Text = tie('list');
  const word = (quote: (text: string) => string): Text => L.map(quote);
  return {
    command: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'shell', withCrossShrink: true },
      { weight: 10, arbitrary: simple },
      { weight: 5, arbitrary: t`${simple} ${redirection}` },
      { weight: 2, arbitrary: t`${redirection} ${simple}` },
      { weight: 1, arbitrary: t`${C} ${redirection} ${redirection}` },
      { weight: 1, arbitrary: redirection },
      { weight: 4, arbitrary: t`${assignment}; ${C}` },
      { weight: 1, arbitrary: t`${variable}=${P} ${C}` },
      { weight: 2, arbitrary: t`${C} | ${C}` },
      { weight: 1, arbitrary: t`${C} |& ${C}` },
      { weight: 2, arbitrary: t`${C} && ${C}` },
      { weight: 2, arbitrary: t`${C} || ${C}` },
      { weight: 1, arbitrary: t`${C} & wait` },
      { weight: 2, arbitrary: t`( ${L} )` },
      { weight: 1, arbitrary: t`( ${L} ) ${redirection}` },
      { weight: 2, arbitrary: t`{ ${L}; }` },
      { weight: 1, arbitrary: t`{ ${L}; } ${redirection}` },
      { weight: 2, arbitrary: t`cd ${D} && ${C}` },
      { weight: 2, arbitrary: t`( cd ${D}; ${L} )` },
      { weight: 1, arbitrary: t`cd ${folder} && ${C} && cd "$OLDPWD" && ${C}` },
      { weight: 1, arbitrary: t`cd ${any('d/e', 'd', 'l')} && cd .. && ${C}` },
      { weight: 1, arbitrary: t`cd ${any('d/e', 'd', 'l')} && touch ${any('../n', '../../n', '../a')}; cd - && ${C}` },
      { weight: 1, arbitrary: t`cd && ${C}` },
      { weight: 1, arbitrary: t`pushd ${folder} > /dev/null && ${C}; popd && ${C}` },
      { weight: 2, arbitrary: t`if ${test}; then ${L}; else ${L}; fi` },
      { weight: 1, arbitrary: t`if ${C}; then ${C}; elif ${test}; then ${C}; fi` },
      { weight: 1, arbitrary: t`${test} && ${C}` },
      { weight: 2, arbitrary: t`for ${variable} in ${M}; do ${L}; done` },
      { weight: 1, arbitrary: t`for v in $(${prints}); do ${L}; done` },
      { weight: 1, arbitrary: t`for ((i=0; i<2; i++)); do ${L}; done` },
      { weight: 1, arbitrary: t`set -- ${M}; for v; do ${C}; done` },
      { weight: 1, arbitrary: t`${prints} | while read -r ${variable}; do ${L}; done` },
      { weight: 1, arbitrary: t`while read -r ${variable} u; do ${C}; done < ${P}` },
      { weight: 1, arbitrary: t`while read -r ${variable} u; do ${C}; done <<< $'a n\\nb d/x'` },
      {
        weight: 1,
        arbitrary: t`${any('mkdir', 'cp -r d', 'cp -a l', 'mv d', 'cp -P k', 'ln -s d')} ${file} ${any('&&', ';', '| cat;')} ${simple}`,
      },
      { weight: 1, arbitrary: t`i=0; while (( i++ < 2 )); do ${L}; ${any('break', 'continue', ':')}; done` },
      { weight: 1, arbitrary: t`i=0; until [ $i -ge 2 ]; do i=$((i+1)); ${C}; done` },
      { weight: 2, arbitrary: t`case ${P} in ${any('a', 'd*', '[bn]', 'a|n')}) ${C} ${any(';;', ';&', ';;&')} *) ${C};; esac` },
      { weight: 2, arbitrary: t`f() { ${L}; }; f ${M}` },
      { weight: 1, arbitrary: t`function f { local v=${P}; ${C}; return; ${C}; }; f ${P}; ${C}` },
      { weight: 1, arbitrary: t`f() ( ${L} ); f ${P}` },
      { weight: 1, arbitrary: t`touch() { cp ${P} ${P}; }; touch ${P}; ${any('command touch', 'touch', 'env touch')} ${P}` },
      { weight: 1, arbitrary: t`echo $(${L})` },
      { weight: 1, arbitrary: t`echo ${L.map(ticked)}` },
      { weight: 1, arbitrary: t`echo "$(${L})" > ${P}` },
      { weight: 1, arbitrary: t`${variable}=$(${L})` },
      { weight: 1, arbitrary: t`cat <(${L})` },
      { weight: 1, arbitrary: t`${C} > >(${C})` },
      { weight: 1, arbitrary: t`echo x | tee >(${C})` },
      { weight: 1, arbitrary: t`{ cat <<E > ${P}\nx $v $(${C})\nE\n}` },
      { weight: 1, arbitrary: t`{ cat <<-'E' > ${P}\n\tx $(touch m)\n\tE\n}` },
      { weight: 1, arbitrary: t`bash -c ${word(single)}` },
      { weight: 1, arbitrary: t`bash -c ${word(double)} ${P} ${P}` },
      { weight: 1, arbitrary: t`sh -c ${any('\'touch "$1"\'', "'touch $0'", "'echo > $1'", '\'cp "$@"\'')} ${P} ${P}` },
      { weight: 1, arbitrary: t`bash -ec ${word(single)} x ${P}` },
      { weight: 1, arbitrary: t`bash <<< ${word(single)}` },
      { weight: 1, arbitrary: t`{ bash -s ${P} <<'E'\n${L}\nE\n}` },
      { weight: 1, arbitrary: t`{ bash <<E\n${L}\nE\n}` },
      { weight: 1, arbitrary: t`echo ${word(single)} | bash` },
      { weight: 1, arbitrary: t`eval ${word(single)}` },
      { weight: 1, arbitrary: t`eval ${word(double)}` },
      { weight: 1, arbitrary: t`eval ${simple}` },
      { weight: 4, arbitrary: t`${wrapper} ${simple}` },
      { weight: 1, arbitrary: t`${wrapper} ${wrapper} ${simple} ${redirection}` },
      { weight: 1, arbitrary: t`${wrapper} bash -c ${word(single)}` },
      { weight: 1, arbitrary: t`exec ${redirection}; ${C}` },
      { weight: 1, arbitrary: t`exec 3> ${P}; ${C} >&3` },
      { weight: 1, arbitrary: t`trap ${word(single)} EXIT; ${C}` },
      { weight: 1, arbitrary: t`coproc { ${L}; }; wait` },
      { weight: 1, arbitrary: t`xargs ${simple} <<< ${file}` },
    ),
    list: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'shell', withCrossShrink: true },
      { weight: 4, arbitrary: C },
      { weight: 2, arbitrary: t`${C}; ${L}` },
      { weight: 1, arbitrary: t`${C}\n${L}` },
    ),
    line: t`${setup}${L}`,
  };
});
