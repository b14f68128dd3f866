import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, DRAWN, hasBrowser } from '../../lab/browser';
import { Project } from '../support/project';
import { SETTINGS } from './_settings';

jest.setTimeout(300_000);

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS = ['map', 'matrix', 'allow', 'threats', 'findings', 'differences'];
const HOSTILE = '</script><script>document.title="run"</script><img src=http://192.0.2.1/x>';

interface Violations {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

(hasBrowser() || process.env.CI === 'true' ? describe : describe.skip)('in Chromium', () => {
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    const project = new Project({
      ...SETTINGS,
      'tenants/mail.yaml': `${SETTINGS['tenants/mail.yaml']}`.replace('title: Mail', `title: '${HOSTILE}'`),
    });
    await project.run('report', '--quiet');
    url = pathToFileURL(join(project.folder, 'dist/report/index.html')).href;
    browser = await Browser.start();
  });
  afterAll(async () => {
    await browser?.close();
  });

  const show = async (view: string) => {
    await browser.open('about:blank');
    await browser.open(`${url}#${view}`);
    await drawn();
  };
  const drawn = () => browser.evaluate(DRAWN);
  const focused = () =>
    browser.evaluate<string>('(document.activeElement.textContent || document.activeElement.id).trim()');
  const check = async () => {
    await browser.evaluate(`${AXE}; true`);
    const { violations } = await browser.evaluate<Violations>(
      "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => ({ violations }))",
    );
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  test('axe finds nothing in any view, in light and in dark colours', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      await browser.media(scheme);
      for (const view of VIEWS) {
        await show(view);
        expect([scheme, view, await check()]).toEqual([scheme, view, []]);
      }
      await show('matrix');
      await browser.evaluate('document.querySelector(\'[data-at="0,0"]\').click()');
      await drawn();
      expect([scheme, 'a cell', await check()]).toEqual([scheme, 'a cell', []]);
    }
    await browser.media('light');
  });

  test('a small screen does not scroll sideways', async () => {
    await browser.size(360, 740);
    for (const view of VIEWS) {
      await show(view);
      const width = await browser.evaluate<number>('document.documentElement.scrollWidth');
      expect([view, width]).toEqual([view, 360]);
    }
    await browser.size(1280, 860);
  });

  test('all of it is reached by keyboard', async () => {
    await show('map');
    await browser.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await browser.press('Enter');
    expect(await focused()).toBe('Egress map');
    await browser.press('/');
    expect(await focused()).toBe('search');
    for (const letter of 'ledger') await browser.press(letter);
    const rows = 'document.querySelectorAll("tbody tr").length';
    expect(await browser.evaluate(rows)).toBe(1);
    expect(await browser.evaluate('document.querySelector("[role=status]").textContent')).toBe(
      '1 tenant matches the filter',
    );
    await show('matrix');
    await browser.evaluate('document.querySelector(\'[data-at="0,0"]\').focus()');
    for (const key of ['ArrowDown', 'End', 'ArrowLeft', 'Home', 'ArrowRight']) await browser.press(key);
    expect(await browser.evaluate('document.activeElement.dataset.at')).toBe('1,1');
    await browser.press('Enter');
    await drawn();
    expect(await browser.evaluate('document.querySelector("dialog").open')).toBe(true);
    expect(await browser.evaluate('document.querySelector("dialog h2").textContent')).toBe(
      'client-a → DNS on the internet',
    );
    await browser.press('Escape');
    await drawn();
    expect(await browser.evaluate('document.querySelector("dialog")')).toBe(null);
    expect(await browser.evaluate('document.activeElement.dataset.at')).toBe('1,1');
    // The grid is one stop of Tab.
    expect(await browser.evaluate('document.querySelectorAll("[data-at][tabindex=\'0\']").length')).toBe(1);
  });

  test('on paper all views are there, and nothing to click', async () => {
    await show('map');
    await browser.evaluate('dispatchEvent(new Event("beforeprint")); 0');
    await browser.media('light', 'print');
    expect(
      await browser.evaluate('[...document.querySelectorAll(".view h2")].map((each) => each.textContent)'),
    ).toEqual(['Egress map', 'Reachability', 'Allow lists', 'Threats', 'Findings', 'Differences']);
    const shown = (selector: string) =>
      browser.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).display`);
    expect([await shown('.top'), await shown('.views'), await shown('.printed')]).toEqual(['none', 'none', 'block']);
    await browser.evaluate('dispatchEvent(new Event("afterprint")); 0');
    await browser.media('light');
    expect((await browser.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
    expect(await browser.evaluate('document.querySelectorAll(".view").length')).toBe(1);
  });

  test('hostile settings are text, nothing is asked for, and nothing fails', async () => {
    await show('map');
    expect(await browser.evaluate('document.title')).toBe('Egress report');
    expect(await browser.evaluate('document.querySelectorAll("img, script[src], link, iframe").length')).toBe(0);
    expect(await browser.evaluate('document.querySelector("main").textContent')).toContain(HOSTILE);
    expect(new Set(browser.requests.map((each) => each.replace(/#.*/, '')))).toEqual(new Set([url]));
    expect(browser.messages).toEqual([]);
    // What the policy is for: a script that is not ours does not run.
    await browser.evaluate(
      'document.body.append(Object.assign(document.createElement("script"), { textContent: "document.title = 1" })); 0',
    );
    expect(await browser.evaluate('document.title')).toBe('Egress report');
    expect(browser.messages.join()).toContain('Content Security Policy');
    browser.messages.length = 0;
  });
});

// EGRESS_REPORT_IMAGES=1 writes the images of docs/report.md.
(process.env.EGRESS_REPORT_IMAGES ? test : test.skip)('the images of the documentation', async () => {
  const project = new Project(SETTINGS);
  await project.run('report', '--quiet');
  const browser = await Browser.start(1120, 760);
  const images = [
    ['light', 'map', '0'],
    ['dark', 'matrix', 'document.querySelector(\'[data-at="0,8"]\').click()'],
  ] as const;
  try {
    for (const [scheme, view, action] of images) {
      await browser.media(scheme);
      await browser.open('about:blank');
      await browser.open(`${pathToFileURL(join(project.folder, 'dist/report/index.html')).href}#${view}`);
      await browser.evaluate(`${action}; new Promise((done) => setTimeout(done, 300))`);
      fs.writeFileSync(resolve(__dirname, `../../docs/images/report-${scheme}.png`), await browser.screenshot());
    }
  } finally {
    await browser.close();
  }
});
