import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { PATIENCE_MS } from './browser.js';
import { eventually } from '../eventually.js';

/** What a person does in Temporal's Web UI, and sees there. */
export interface WebUi {
  /** Fills in the form that starts a workflow, sends it, and goes to the run. */
  start(run: { readonly id: string; readonly input: unknown; readonly picture?: string }): Promise<void>;
  /** Waits until the current details of the run say this, and all of them is in sight. */
  detailsSay(text: RegExp, picture?: string): Promise<void>;
  /** Sends an update by its form, and waits until it is accepted or, with `refused`, until the form says why not. */
  update(update: UpdateInForm): Promise<void>;
  /** Waits until the run ended like this, and with this in the lines of its result that are in sight. */
  endsWith(status: 'Completed' | 'Failed', text: string, picture?: string): Promise<void>;
  /** Opens the list with a filter, adds a column to it, saves it as a view, and waits until it shows these runs. */
  list(list: SavedList): Promise<void>;
  close(): Promise<void>;
}

interface SavedList {
  readonly query: string;
  readonly view: string;
  readonly column: string;
  /** What the column says of each run. */
  readonly shows: string;
  readonly ids: readonly string[];
  readonly picture?: string;
}

interface UpdateInForm {
  readonly name: string;
  readonly input: unknown;
  readonly refused?: RegExp;
  readonly picture?: string;
}

/** The folder that the pictures go to; without it none is kept. */
const PICTURES = process.env['PICTURES'];

export async function openWebUi(browser: Browser, startUrl: string): Promise<WebUi> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1060 }, timezoneId: 'UTC' });
  page.setDefaultTimeout(PATIENCE_MS);
  const picture = (name: string | undefined) => takePicture(page, name);
  const refusals = refusalsOf(page);
  /** The page shows the run as it was when the page was loaded, until somebody presses R. */
  const refreshedUntil = async (check: () => Promise<void>) => {
    try {
      await eventually(async () => {
        await page.keyboard.press('r');
        await eventually(check, { patienceMs: 3000 });
      });
    } catch (error) {
      // What the page does not say: it shows an unanswered query of the details as "No Current Details".
      throw new Error(`${String(error)}\nRefused requests: ${refusals.slice(-5).join('\n') || 'none'}`, {
        cause: error,
      });
    }
  };
  return {
    async start({ id, input, picture: name }) {
      const main = page.getByRole('main');
      const lastRun = page.waitForResponse((answer) => isLookForLastRun(answer.url()));
      await page.goto(startUrl);
      // The form is filled with the input of the last run as soon as that is there, over what was typed meanwhile.
      const { executions = [] } = (await (await lastRun).json()) as { readonly executions?: unknown[] };
      if (executions.length > 0) await editorOf(main).filter({ hasText: /\S/ }).waitFor();
      await page.getByRole('textbox', { name: 'Workflow ID' }).fill(id);
      await fillEditor(main, input);
      await picture(name);
      // The notice of the start, with its link to the run, leaves by itself, perhaps before it can be clicked.
      const [started] = await Promise.all([
        page.waitForResponse((answer) => answer.request().method() === 'POST' && isStartOf(id, answer.url())),
        page.getByRole('button', { name: 'Start Workflow' }).click(),
      ]);
      const { runId } = (await started.json()) as { readonly runId: string };
      const run = `/namespaces/default/workflows/${encodeURIComponent(id)}/${runId}`;
      await page.goto(new URL(run, startUrl).href);
    },
    async detailsSay(text, name) {
      await page.getByRole('tab', { name: 'User Metadata' }).click();
      await refreshedUntil(async () => {
        const details = await page.evaluate<Details>(DETAILS);
        assert.match(details.text, text);
        assert.ok(details.inSight, 'the last line is cut off');
      });
      await picture(name);
    },
    async update({ name, input, refused, picture: pictureName }) {
      await page.getByRole('button', { name: 'More Actions' }).click();
      await page.getByRole('menuitem', { name: 'Send an Update' }).click();
      const form = page.getByRole('dialog');
      await form.getByRole('button', { name: 'Select an Update' }).click();
      await form.getByRole('option', { name }).click();
      await fillEditor(form, input);
      await picture(pictureName);
      await form.getByRole('button', { name: 'Submit' }).click();
      if (refused) await form.getByText(refused).first().waitFor();
      else await form.waitFor({ state: 'hidden' });
    },
    async endsWith(status, text, name) {
      await page.getByRole('tab', { name: 'History' }).click();
      const ended = page.getByRole('main').getByText(status, { exact: true }).first();
      const result = page.locator('.cm-content').filter({ hasText: text }).first();
      await refreshedUntil(async () => {
        assert.ok(await ended.isVisible(), `the page does not say ${status}`);
        assert.ok(await result.isVisible(), `the page does not say ${text}`);
      });
      await picture(name);
    },
    async list({ query, view, column, shows, ids, picture: name }) {
      await page.setViewportSize({ width: 1280, height: 640 });
      const list = new URL('/namespaces/default/workflows', startUrl);
      list.searchParams.set('query', query);
      await page.goto(list.href);
      for (const id of ids) await page.getByRole('row').filter({ hasText: id }).waitFor();
      await page.getByTestId('workflows-summary-table-configuration-button').click();
      await page.getByRole('button', { name: `Add ${column} column` }).click();
      for (const other of ['Run ID', 'Type', 'Start', 'End']) {
        await page.getByRole('button', { name: `Remove ${other} column` }).click();
      }
      await page.getByRole('button', { name: `Move ${column} column up` }).click();
      await page.keyboard.press('Escape');
      await page.getByTestId('create-view-button').click();
      const form = page.getByRole('dialog');
      await form.locator('#view-name').fill(view);
      await form.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('button', { name: view }).first().waitFor();
      for (const id of ids) {
        await page.getByRole('row').filter({ hasText: id }).filter({ hasText: shows }).waitFor();
      }
      await picture(name);
    },
    close: () => page.close(),
  };
}

/** The requests of a page that the server refused or never answered, with its reasons. */
function refusalsOf(page: Page): string[] {
  const refusals: string[] = [];
  page.on('response', (answer) => {
    if (answer.ok()) return;
    const why = answer.text().catch(String);
    void why.then((text) => refusals.push(`${answer.status()} ${answer.url()}: ${text.slice(0, 300)}`));
  });
  page.on('requestfailed', (request) => {
    refusals.push(`${request.failure()?.errorText} ${request.url()}`);
  });
  return refusals;
}

/** The form asks for one run of its workflow type, to take over the input. */
function isLookForLastRun(url: string): boolean {
  const { pathname, searchParams } = new URL(url);
  return pathname.endsWith('/workflows') && searchParams.get('pageSize') === '1';
}

function isStartOf(workflowId: string, url: string): boolean {
  return decodeURIComponent(new URL(url).pathname).endsWith(`/workflows/${workflowId}`);
}

interface Details {
  readonly text: string;
  readonly inSight: boolean;
}

/** Text and size of the frame that holds the details, read in one go: R has the page put another frame there. */
const DETAILS = `(() => {
  const frame = document.querySelector('iframe');
  const text = frame?.contentDocument?.body?.innerText ?? '';
  const last = [...(frame?.contentDocument?.querySelectorAll('li') ?? [])].at(-1);
  return { text, inSight: !last || last.getBoundingClientRect().bottom <= frame.clientHeight };
})()`;

// The editor lays its text out anew when it loses the focus: a click that takes the focus from it misses its button.
async function fillEditor(form: Locator, input: unknown): Promise<void> {
  const editor = editorOf(form);
  await editor.fill(JSON.stringify(input));
  await editor.blur();
}

function editorOf(form: Locator): Locator {
  return form.locator('.cm-content').first();
}

async function takePicture(page: Page, name: string | undefined): Promise<void> {
  if (name === undefined || PICTURES === undefined) return;
  await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
}
