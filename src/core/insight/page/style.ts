import { STYLE } from '../../html/style.ts';

const CARDS = `
nav{max-height:calc(100vh - 3.5rem);overflow-y:auto}
h3{font-size:.9375rem;font-weight:600;margin:0;unicode-bidi:isolate}
.cards{list-style:none;margin:.5rem 0 0;padding:0;max-width:none}
.card{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,22rem);column-gap:2.5rem;padding:.9rem 0;border-top:1px solid var(--line)}
.card:first-child{border-top:0;padding-top:.2rem}
.card+.card{margin-top:0}
.card p{margin:.25rem 0 0}
.card .kind{font-weight:400;color:var(--quiet);margin-right:.35rem}
.card .where,.card .rests{font-size:.8125rem;color:var(--quiet)}
.card .where{margin:0}
.figures{font-size:.875rem;display:flex;flex-wrap:wrap;column-gap:1.1rem;font-variant-numeric:tabular-nums}
.figures b{font-weight:600}
.diff{padding:.5rem .75rem .6rem}
.diff b{font-weight:600}
.diff i{font-style:normal;color:var(--quiet)}
.diff ins,.diff del{display:block;text-decoration:none;padding-left:.35rem;border-left:3px solid}
.diff ins{background:var(--added-wash);border-color:var(--added)}
.diff del{background:var(--removed-wash);border-color:var(--removed)}
@media screen and (max-width:40rem){.scroll td[data-name]{padding-left:9.25rem}.scroll td[data-name]::before{width:9rem}}
.card.whole>div{grid-column:1/-1}
@media (max-width:48rem){.card{grid-template-columns:minmax(0,1fr)}.change{margin-top:.6rem}}`;

const CHARTS = `
.part{margin-top:1.25rem}
.part p{font-size:.875rem}
.part caption{font-weight:400;color:var(--quiet)}
.bar{display:block;width:100%;min-width:5rem;margin:.45rem 0 .2rem;overflow:visible}
.bar .all{stroke:var(--quiet);stroke-width:1;fill:none}
.bar .part{fill:var(--accent)}
.bar .all[fill]{fill:url(#p-none)}
.none{stroke:var(--quiet);stroke-width:1.5}
.held{stroke:var(--bad);stroke-width:3}
.escalated{fill:var(--warn)}
.o-ship{fill:var(--good);stroke:var(--good)}
.o-hold{stroke:var(--bad)}
.o-escalate{stroke:var(--warn)}
.o-undecided{fill:none;stroke:var(--quiet)}
.refusals{fill:var(--bad)}
.asks{fill:var(--accent)}
.base{stroke:var(--quiet);fill:none}
.picture .value,.picture .word,.picture .name{font-family:inherit}
.picture .value{text-anchor:middle;font-size:11px}
.picture .tick{font-size:11px}
.picture .name{font-weight:600}
.picture .word{font-size:11.5px}`;

const PRINT = `
@media print{nav{max-height:none}.card{break-inside:avoid;grid-template-columns:minmax(0,1fr) 60mm}}`;

/** The style of the report's page: the packet's, with cards and charts. */
export const INSIGHTS_STYLE = [STYLE, CARDS, CHARTS, PRINT].join('');
