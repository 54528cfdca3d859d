import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** Markdown as a page of GitHub's would have it: tables, bare addresses as links, and HTML let through. */
export const pageOf = (markdown: string): string =>
  micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });

/** The elements of a page, by name, with how many there are of each. */
export function elementsOf(page: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [, name = ''] of page.matchAll(/<([a-z][a-z0-9]*)\b/gi)) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** What a reader sees outside code: there GitHub looks for mentions and references, after all escapes are gone. */
export const proseOf = (page: string): string =>
  page
    .replace(/<(pre|code)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
