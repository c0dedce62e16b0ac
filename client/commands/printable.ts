// Names, reasons, notes and the messages of AWS come from others. Terminals obey control characters: a carriage return lets a
// text cover the line that it is in, and direction marks change the order in which it is read.
const OBEYED = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/** Returns a text in one line, without the characters that would change how a terminal shows the rest. */
export function inOneLine(text: string): string {
  return text.replace(/\s+/g, spaces).replace(OBEYED, '\uFFFD');
}

/** Returns a text in which only line breaks are kept of such characters: for messages of several lines. */
export function inLines(text: string): string {
  return text.split('\n').map(inOneLine).join('\n');
}

/** Returns a text quoted for a shell, if it has to be. */
export function quoted(text: string): string {
  return /^[\w.,:=@/+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Prints lines to standard output. */
export function printLines(lines: readonly string[]): void {
  console.log(lines.map(inOneLine).join('\n'));
}

/** Returns a document as JSON, with the characters escaped that terminals obey. */
export function jsonOf(document: unknown): string {
  return JSON.stringify(document, undefined, 2).replace(OBEYED, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The spaces that align columns stay. */
function spaces(found: string): string {
  return /^ +$/.test(found) ? found : ' ';
}
