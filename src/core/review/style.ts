import { STYLE } from '../html/style.ts';

/** Added and removed lines: a sign, a colour, and a bar at the side. */
const DIFF = `
.file{border-top:1px solid var(--line);padding-top:.3rem}
.file>summary{padding:.35rem 0;overflow-wrap:anywhere}
section .file>summary{color:inherit}
.hunk{background:none;padding:0;margin-top:.5rem;border-top:1px dashed var(--line);border-bottom:1px dashed var(--line);tab-size:4;content-visibility:auto;contain-intrinsic-size:auto 12rem}
.hunk>*{display:block;text-decoration:none;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate;border-left:3px solid transparent;padding-left:.25rem}
.hunk i{font-style:normal;color:var(--quiet);user-select:none;-webkit-user-select:none}
.hunk ins{background:var(--added-wash);border-color:var(--added)}
.hunk del{background:var(--removed-wash);border-color:var(--removed)}
.hunk ins i,.hunk del i{color:inherit}`;

const FORM = `
.stale{border:1px solid;color:var(--bad);padding:.4rem .75rem;font-weight:600;margin:.75rem 0 0}
.go{margin:.75rem 0 0}
.go a{display:inline-block;padding:.6rem 0}
.problems{max-width:70rem;margin:1rem auto 0;padding:.75rem 1.5rem;border:2px solid var(--bad)}
.problems h2{display:block}
.problems ul{margin:.4rem 0 0;padding-left:1.1rem}
.problems a{display:inline-block;padding:.2rem 0;color:var(--bad)}
form{max-width:46rem}
fieldset{border:1px solid var(--line);margin:1rem 0 0;padding:.5rem 1rem 1rem;min-width:0}
fieldset.wrong{border-color:var(--bad)}
legend,.field label{font-weight:600;font-size:.9375rem}
.field{margin-top:1rem}
fieldset>.field{margin-top:.75rem}
form .hint,form .problem{margin:.1rem 0 .3rem;font-size:.875rem}
.hint{color:var(--quiet)}
input,textarea,button{font:inherit;color:inherit}
input[type=text],input[type=date],textarea{display:block;width:100%;min-height:2.75rem;padding:.5rem .6rem;font-size:1rem;background:var(--paper);border:1px solid var(--quiet);border-radius:2px}
input[type=date]{max-width:14rem}
textarea{resize:vertical}
[aria-invalid=true]{border:2px solid var(--bad)}
.pick{display:flex;gap:.6rem;align-items:center;min-height:2.75rem;min-width:2.75rem;cursor:pointer}
.pick input{width:1.25rem;height:1.25rem;margin:0;flex:none;accent-color:var(--accent)}
.picks{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,13rem),1fr));column-gap:1rem}
.send{margin:1.25rem 0 0}
button{min-height:2.75rem;padding:.5rem 1.25rem;font-weight:600;background:var(--accent);color:var(--paper);border:0;border-radius:2px;cursor:pointer}
.done{max-width:46rem;margin:0 auto;padding:2rem 1.5rem}
@media (max-width:40rem){.problems{margin:.75rem 1rem 0;padding:.6rem .75rem}.problems a,nav a,summary{padding:.6rem 0}nav a{display:inline-block;min-width:2.75rem}button{width:100%}fieldset{padding:.5rem .75rem .75rem}}
@media print{form{display:none}.hunk{content-visibility:visible}}`;

/** The style of the review page: the packet's, with a diff and a form. */
export const REVIEW_STYLE = [STYLE, DIFF, FORM].join('');
