/** Colours by name: every text on its paper has a contrast of at least 4.5 to 1. */
const LIGHT = `--paper:#fff;--ink:#1b1f24;--quiet:#57606a;--line:#d5d9de;--wash:#f4f5f7;--accent:#1f4f8f;--bad:#a8200d;--warn:#8a5300;--good:#24663b;--low:#57606a;--medium:#7d5b00;--high:#b23c00;--critical:#a0124a;--added:#4f8f66;--removed:#c0776c;--added-wash:#e8f4ec;--removed-wash:#fbeceb`;
const DARK = `--paper:#14171b;--ink:#e2e5e9;--quiet:#9aa4af;--line:#353b43;--wash:#1d2126;--accent:#8fb8ee;--bad:#ff9a88;--warn:#e2b363;--good:#86cfa0;--low:#9aa4af;--medium:#ddb85a;--high:#ff9f68;--critical:#ff93bd;--added:#5d9f76;--removed:#c27d73;--added-wash:#182b20;--removed-wash:#35201e`;

const TEXT = `
:root{color-scheme:light dark;${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
code,pre,.picture text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{font-size:.875em;unicode-bidi:isolate}
td,th,p,li,dd,h1{unicode-bidi:isolate}
small{font-size:.8125rem;color:var(--quiet)}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.unseen:not(:focus):not(:focus-within){position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:absolute;top:0;left:0;padding:.5rem 1rem;background:var(--paper);z-index:1}`;

const GRID = `
.page{display:grid;grid-template-columns:11.5rem minmax(0,1fr);column-gap:2.5rem;max-width:76rem;margin:0 auto;padding:1.75rem 1.5rem 3rem}
nav{grid-row:1/span 2;font-size:.8125rem;border-top:2px solid var(--ink);padding-top:.6rem;position:sticky;top:1.75rem;align-self:start}
nav ol{list-style:none;margin:0;padding:0}
nav li{padding:.2rem 0;line-height:1.35}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
main{border-top:2px solid var(--ink);min-width:0}
footer{grid-column:2;margin-top:1.5rem;border-top:1px solid var(--line);padding-top:.6rem;color:var(--quiet);font-size:.8125rem}
@media (max-width:62rem){.page{display:flex;flex-direction:column;padding:.5rem 1rem 1.5rem}nav{position:static;order:1;border-top:1px solid var(--line);margin-top:1.5rem}footer{order:2}main{width:100%}nav ol{display:flex;flex-wrap:wrap;column-gap:1rem}nav li,nav li+li{margin:0;padding:.25rem 0}main{border-top:0}}`;

const HEAD = `
header{padding-top:.5rem}
header p{margin:0}
.product{font-size:.8125rem;color:var(--quiet)}
h1{font-size:1.625rem;line-height:1.25;font-weight:600;margin:.1rem 0 .35rem;letter-spacing:-.01em}
.hold,.bad,.banner{color:var(--bad)}
.escalate{color:var(--warn)}
.ship{color:var(--good)}
.task{font-size:1.0625rem}
header .about{color:var(--quiet);font-size:.8125rem;margin-top:.15rem}
.banner{border:1px solid;padding:.4rem .75rem;font-weight:600;margin:.75rem 0 0}
.decided{border-left:3px solid var(--accent);padding:.15rem 0 .15rem .75rem;margin:.75rem 0 0}
.decided p{margin:.15rem 0}
.headline{margin:.9rem 0 0;border-top:1px solid var(--line)}
.headline th{width:10.5rem;min-width:10.5rem;overflow-wrap:anywhere;color:var(--quiet);font-weight:400}
.headline .look th{color:var(--ink);font-weight:600;box-shadow:inset 3px 0 var(--accent);padding-left:.75rem}
.headline .plain th{padding-left:.75rem}
@media (max-width:40rem){.headline,.headline tbody,.headline tr,.headline th,.headline td{display:block;width:auto}.headline th{padding-bottom:0;border-bottom:0}.headline td{padding-left:.75rem;padding-top:0}}`;

const SECTIONS = `
section{margin-top:1.5rem;border-top:1px solid var(--line);padding-top:.6rem}
section.fold{margin-top:0;padding:.3rem 0}
:not(section.fold)+section.fold,:not(section.fold)+.group{margin-top:1.5rem}
.calm section,.calm .group{margin-top:.75rem}
.calm .release{line-height:1.45}
.calm h1{font-size:1.5rem}
.calm .headline th,.calm .headline td{padding-top:.2rem;padding-bottom:.2rem}
.calm td small{display:inline;margin-left:.3rem}
.calm section p,.calm section ul,.calm section details,.calm section .scroll,.calm .release{margin-top:.3rem}
.calm nav{top:.75rem}
.calm footer{margin-top:.5rem}
.calm section.fold,.calm .group{margin-top:.75rem}
.calm .page{padding-top:.75rem;padding-bottom:.75rem}
.group{border-top:1px solid var(--line);padding:.4rem 0}
.group>section{margin-top:1rem}
section.fold:has(>details[open]){padding-bottom:1rem}
section+section:not(.fold){margin-top:1.5rem}
h2{display:inline;font-size:1.0625rem;font-weight:600;margin:0}
.note{color:var(--quiet);font-size:.875rem;margin-left:.5rem}
.basis{color:var(--quiet);font-size:.75rem;float:right;margin-top:.2rem}
summary{cursor:pointer}
section p,section ul,figure,.scroll,dl,section details{margin:.6rem 0 0}
section ul{padding-left:1.1rem}
li+li{margin-top:.15rem}
section details>summary{color:var(--accent)}
section.fold>details{margin:0}
section.fold>details>summary{color:inherit}
p,ul{max-width:52rem}
.left{color:var(--quiet);font-size:.875rem}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.45}
caption{text-align:left;font-weight:600;font-size:.8125rem;padding-bottom:.25rem;color:var(--ink)}
th,td{text-align:left;vertical-align:top;padding:.32rem 1rem .32rem 0;border-bottom:1px solid var(--line);font-weight:400;min-width:6.25rem;overflow-wrap:break-word}
code,small,.wide,.headline td{overflow-wrap:anywhere}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--quiet);font-size:.8125rem;padding-top:.15rem;padding-bottom:.2rem}
.wide{min-width:13rem}
.number,.narrow{min-width:4rem}
.pair{display:grid;grid-template-columns:minmax(0,1fr);column-gap:2.5rem}
@media screen and (min-width:62rem){.pair{grid-template-columns:21rem minmax(0,1fr)}}
@media screen and (max-width:40rem){.scroll table,.scroll tbody,.scroll tr,.scroll td,.scroll th,.scroll caption{display:block;min-width:0}.scroll thead{display:none}.scroll tr{border-bottom:1px solid var(--line);padding:.4rem 0}.scroll tbody th{font-weight:600}.scroll td:not([data-name]){padding-left:0}.scroll td,.scroll tbody th{border:0;padding:.05rem 0}.scroll td{padding-left:7rem;position:relative;text-align:left;min-height:1.45em}.scroll td::before{content:attr(data-name);content:attr(data-name) / "";position:absolute;left:0;width:6.5rem;color:var(--quiet);font-size:.8125rem}}
.number{text-align:right;font-variant-numeric:tabular-nums}
td small,th small{display:block}
.finding{display:block}
.tier{font-weight:600;white-space:nowrap}
td .tier.low{font-weight:400}
span.low{color:var(--low)}
span.medium{color:var(--medium)}
span.high{color:var(--high)}
span.critical{color:var(--critical)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));column-gap:2rem;font-size:.875rem}
dl div{display:grid;grid-template-columns:8.75rem minmax(0,1fr);column-gap:.75rem;padding:.25rem 0;border-bottom:1px solid var(--line)}
dt{color:var(--quiet)}
dd{margin:0}
pre{margin:0;font-size:.8125rem;line-height:1.55;background:var(--wash);padding:.6rem .75rem;white-space:pre-wrap}
.release{margin-top:.6rem;line-height:1.9}`;

const PICTURES = `
figure{margin-left:0;margin-right:0}
.picture{display:block;font-size:12px;fill:var(--ink)}
.picture text{white-space:pre}
.picture .number{text-anchor:end;fill:var(--quiet)}
.picture .folder,.lane,.tick{fill:var(--quiet)}
.picture .lane,.picture .tick,.picture .kind,.picture .number{font-family:inherit}
.tick{text-anchor:middle}
path.low{fill:none;stroke:var(--low);stroke-width:1.5}
text.low{fill:var(--low)}
.medium{fill:var(--medium)}
.high{fill:var(--high)}
.critical{fill:var(--critical)}
.added{fill:var(--added)}
.removed{fill:var(--removed)}
.rule,.axis{stroke:var(--line);fill:none}
.hatch{stroke:var(--line);stroke-width:3}
.start,.end,.subagent,.call{stroke:none;fill:var(--quiet)}
.prompt,.person{fill:var(--accent)}
.change{fill:var(--good)}
.test{fill:none;stroke:var(--accent);stroke-width:2.2}
.failed{fill:none;stroke:var(--warn);stroke-width:2}
.refusal{stroke:var(--bad);stroke-width:2}
rect.refused{stroke:var(--bad)}
.denied{fill:none;stroke:var(--bad);stroke-width:2}
.halt,.gap{fill:var(--bad)}
rect.used{fill:var(--accent)}
rect.unused{fill:none;stroke:var(--accent)}
.key{color:var(--quiet);font-size:.8125rem}`;

const PRINT = `
@page{size:A4;margin:15mm 14mm}
@media print{
body{font-size:10pt}
.page{display:block;max-width:none;padding:0}
nav,.skip{display:none}
main{border-top:0}
h1{font-size:17pt}
table,thead th,caption{font-size:8.5pt}
th,td{min-width:0;padding-right:.6rem;overflow-wrap:anywhere}
.wide{min-width:30mm}
pre,dl,.key,small,.note{font-size:8pt}
pre{background:none;border:1px solid var(--line)}
.scroll{overflow:visible}
.picture{max-width:100%;height:auto}
thead{display:table-header-group}
tr,figure,dl div,.release{break-inside:avoid}
h2,caption,summary{break-after:avoid}
summary{list-style:none}
details::details-content{content-visibility:visible;block-size:auto;display:block}
section,section.fold{margin-top:12pt;padding:4pt 0 0}
a{color:inherit;text-decoration:none}
}`;

/** The one style of the page: both colour schemes, phone, paper. Its hash stands in the page's security policy. */
export const STYLE = [TEXT, GRID, HEAD, SECTIONS, PICTURES, PRINT].join('');
