/** How languages name the packages that they load, by the end of a file's name; all linear in the line's length. */
const FORMS: readonly { readonly files: RegExp; readonly forms: readonly RegExp[] }[] = [
  {
    files: /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/,
    forms: [/(?:\bfrom|\bimport|\brequire)\s{0,4}\(?\s{0,4}["'`]([^"'`\s]{1,200})["'`]/g],
  },
  { files: /\.(?:py|pyi|ipynb)$/, forms: [/^\s{0,200}(?:from|import)\s{1,4}([A-Za-z_][\w.]{0,200})/g] },
  { files: /\.(?:rb|rake)$/, forms: [/^\s{0,200}require\s{1,4}["']([^"'\s]{1,200})["']/g] },
  { files: /\.go$/, forms: [/^\s{0,200}(?:import\s{1,4})?(?:[\w.]{1,80}\s{1,4})?"([^"\s]{1,200}\/[^"\s]{1,200})"\s{0,20}(?:\/\/.*)?$/g] },
  { files: /\.rs$/, forms: [/^\s{0,200}(?:pub\s{1,4})?(?:use|extern\s{1,4}crate)\s{1,4}(?:::)?([a-z_]\w{0,80})/g] },
  { files: /\.(?:java|kts?|scala|groovy)$/, forms: [/^\s{0,200}import\s{1,4}(?:static\s{1,4})?([A-Za-z_][\w.]{0,200})/g] },
  { files: /\.php$/, forms: [/^\s{0,200}use\s{1,4}\\?([A-Za-z_][\w\\]{0,200})/g] },
];

/** The packages that a line of a file loads, as they are spelt there; none for a language that is not known. */
export function importsOf(file: string, line: string): readonly string[] {
  const forms = FORMS.find(({ files }) => files.test(file))?.forms ?? [];
  return forms.flatMap((form) => [...line.matchAll(form)].flatMap(([, name]) => (name === undefined ? [] : [name])));
}

/** Whether a name is one of these packages or a part of one: `jose/jwt`, `com.stripe.Stripe`, `stripe::Client`. */
export function isPackage(packages: readonly string[], name: string): boolean {
  const plain = spelt(name);
  return packages.some((one) => {
    const wanted = spelt(one);
    if (wanted.endsWith('*')) return plain.startsWith(wanted.slice(0, -1)) && plain.length >= wanted.length;
    return plain.startsWith(wanted) && (plain.length === wanted.length || /^[/.:]/.test(plain.slice(wanted.length)));
  });
}

/** Python's registry and Cargo take `_` and `-` for one; case tells no packages apart. */
const spelt = (name: string): string => name.toLowerCase().replaceAll('_', '-').replaceAll('\\', '/');
