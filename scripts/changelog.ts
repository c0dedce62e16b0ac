/**
 * Returns the section of a version in a changelog (https://keepachangelog.com/en/1.1.0/), without its heading.
 *
 * @throws Error if there is none, or if it is empty
 */
export function sectionOf(changelog: string, version: string): string {
  const [, ...sections] = changelog.split(/^## /m);
  const section = sections.find((text) => text.startsWith(`[${version}]`));
  if (section === undefined) throw new Error(`CHANGELOG.md has no section "## [${version}]". Add it.`);
  // A changelog can end with the targets of its links.
  const [, ...lines] = section.split('\n').filter((line) => !/^\[[^\]]+\]: /.test(line));
  const text = lines.join('\n').trim();
  if (text === '') throw new Error(`The section of ${version} in CHANGELOG.md is empty.`);
  return text;
}
