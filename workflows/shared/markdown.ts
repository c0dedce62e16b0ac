/** Text that is Markdown already. All other text is shown as it is. */
export interface Markdown {
  readonly markdown: string;
}

export function markdown(text: string): Markdown {
  return { markdown: text };
}

// Characters that begin Markdown or HTML inside a line. An underscore between letters, as in STOPPING_FAILED, does not.
const SPECIAL = /[\\`*[\]<|~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=#?\w+;)/gu;

/**
 * Returns a text as Markdown that shows it as it is, in one line. Reasons, notes and names come from others: a link or an
 * approval in them must not look like one of ours.
 */
export function asMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(SPECIAL, '\\$&');
}
