import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The paths of all documents, from the root of the repository. */
export const PAGES = [
  ...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
  ...['docs', 'examples', 'emulator', 'bench', '.github'].flatMap((folder) => markdownIn(folder)),
];

function markdownIn(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.md')).map((file) => join(folder, file));
}

/** Returns the text of a document. */
export function pageOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Returns the tables of a page's section: of each row the cells, without their backticks. */
export function tables(path: string, section: string): string[][][] {
  const text = pageOf(path).split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  return text
    .trim()
    .split(/\n\n/)
    .filter((block) => block.startsWith('|'))
    .map((block) =>
      block
        .split('\n')
        .slice(2)
        .map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('`', '').trim()))
        .map((cells) => cells.slice(1, -1)),
    );
}

/** Returns the names in the first column, of which a row may have several. */
export function names(table: readonly string[][] = []): string[] {
  return table.flatMap(([cell = '']) => cell.split(', '));
}

/** Returns the variables of a cell like "`TEARDOWN_ALLOW_ACCOUNTS`, `_REGIONS`". */
export function variables(cell: string): string[] {
  const [first = '', ...others] = cell.replaceAll('`', '').trim().split(', ');
  const stem = first.replace(/_[A-Z]+$/, '');
  return [first, ...others.map((name) => (name.startsWith('_') ? `${stem}${name}` : name))];
}

/** Returns a page without its code, in which nothing is a link or a heading. */
function withoutCode(page: string): string {
  return pageOf(page)
    .replaceAll(/^```[^]*?^```$/gm, '')
    .replaceAll(/`[^`\n]*`(?!\])/g, (code) => code.replaceAll(/[[\]()]/g, ''));
}

/** Returns the links of a page that lead to a file of ours or to a heading. */
export function linksOf(page: string): string[] {
  const links = [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

/** Returns whether a link of a page leads to a file, and to a heading if it names one. */
export function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
  if (target.startsWith('..') || !existsSync(join(ROOT, target))) return false;
  if (anchor === undefined) return true;
  return statSync(join(ROOT, target)).isFile() && anchorsOf(target).includes(anchor);
}

/** Returns the anchors that GitHub gives the headings of a page. */
function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  return [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const text = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase();
    const slug = text.replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}
