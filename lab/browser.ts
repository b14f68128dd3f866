import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const PROGRAM = 'chromium';

/** An expression that is done when the browser has drawn what the page has become. */
export const DRAWN =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))';

/** Milliseconds for the browser to end by itself. */
const PATIENCE = 5000;

/** Whether this machine has the browser. */
export function hasBrowser(): boolean {
  return spawnSync(PROGRAM, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** What Chromium would do by itself: it asks for updates, and starts with pages of its own. */
const QUIET = [
  '--headless=new',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
  '--hide-scrollbars',
];

type Params = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: Answer;
  readonly error?: { readonly message: string };
}

/** A page in a Chromium of its own, driven over its DevTools pipe. */
export class Browser {
  /** Addresses of everything that was asked for, in order. */
  readonly requests: string[] = [];
  /** Errors of the page, and what it wrote to the console. */
  readonly messages: string[] = [];
  private readonly waiting = new Map<number, (message: Message) => void>();
  private readonly listeners = new Set<(message: Message) => void>();
  private next = 0;
  private session: string | undefined;
  /** Rejects when the browser ends or cannot be started. */
  private readonly ended: Promise<never>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    this.ended = new Promise((_, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error('the browser has ended')));
    });
    // It ends as well when no one waits for it.
    this.ended.catch(() => {});
    // A write to a browser that has ended: `ended` reports it.
    (child.stdio[3] as Writable).on('error', () => {});
    let rest = '';
    (child.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) this.take(JSON.parse(part) as Message);
    });
  }

  /** Starts a browser with one page. Its `close` has to be called. */
  static async start(width = 1280, height = 860): Promise<Browser> {
    const folder = mkdtempSync(join(tmpdir(), 'egress-browser-'));
    // Root has no sandbox; the page is our own.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [...QUIET, ...sandbox, `--user-data-dir=${folder}`, '--remote-debugging-pipe', 'about:blank'];
    const child = spawn(PROGRAM, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    const browser = new Browser(child, folder);
    try {
      const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
      browser.session = sessionId as string;
      for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await browser.send(`${domain}.enable`);
      // Of the thread's own time, whatever else the machine does.
      await browser.send('Performance.enable', { timeDomain: 'threadTicks' });
      await browser.size(width, height);
    } catch (error) {
      await browser.close();
      throw error;
    }
    return browser;
  }

  /** Opens an address. Resolves when it has loaded. */
  async open(url: string): Promise<void> {
    await Promise.all([this.event('Page.loadEventFired'), this.send('Page.navigate', { url })]);
  }

  /** The colours that the page is asked for, and whether it is on paper. */
  async media(scheme: 'light' | 'dark', media: 'screen' | 'print' = 'screen'): Promise<void> {
    const features = [{ name: 'prefers-color-scheme', value: scheme }];
    await this.send('Emulation.setEmulatedMedia', { media, features });
  }

  async size(width: number, height: number): Promise<void> {
    const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
    await this.send('Emulation.setDeviceMetricsOverride', metrics);
  }

  /** The value of an expression in the page; a promise is waited for. */
  async evaluate<T>(expression: string): Promise<T> {
    const answer = await this.send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (answer.exceptionDetails) throw new Error(`in the page: ${JSON.stringify(answer.exceptionDetails)}`);
    return (answer.result as { readonly value: T }).value;
  }

  /** Presses a key: `Tab`, `Enter`, `Escape`, `ArrowDown`, or a character. */
  async press(key: string, modifiers = 0): Promise<void> {
    const text = key.length === 1 ? key : key === 'Enter' ? '\r' : undefined;
    const code = {
      Tab: 9,
      Enter: 13,
      Escape: 27,
      End: 35,
      Home: 36,
      ArrowLeft: 37,
      ArrowUp: 38,
      ArrowRight: 39,
      ArrowDown: 40,
    };
    const windowsVirtualKeyCode = code[key as keyof typeof code] ?? key.toUpperCase().charCodeAt(0);
    const event = { key, modifiers, windowsVirtualKeyCode };
    await this.send('Input.dispatchKeyEvent', { ...event, type: 'keyDown', ...(text === undefined ? {} : { text }) });
    await this.send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
  }

  /** Milliseconds of CPU that the page's main thread has used. */
  async cpu(): Promise<number> {
    const { metrics } = await this.send('Performance.getMetrics');
    const found = (metrics as readonly { name: string; value: number }[]).find(({ name }) => name === 'TaskDuration');
    return (found?.value ?? Number.NaN) * 1000;
  }

  async screenshot(): Promise<Buffer> {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' });
    return Buffer.from(data as string, 'base64');
  }

  async pdf(): Promise<Buffer> {
    const { data } = await this.send('Page.printToPDF', { preferCSSPageSize: true });
    return Buffer.from(data as string, 'base64');
  }

  /** Ends the browser, and removes its folder. */
  async close(): Promise<void> {
    const { child } = this;
    const isRunning = () => child.exitCode === null && child.signalCode === null && child.pid !== undefined;
    if (isRunning()) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      this.session = undefined;
      // It ends its own processes; it is killed if it does not.
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      this.send('Browser.close').catch(() => {});
      await ended;
      clearTimeout(timer);
    }
    // Its own processes may write for a moment after it has ended.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  private event(method: string): Promise<void> {
    const received = new Promise<void>((resolve) => {
      const listener = (message: Message) => {
        if (message.method !== method) return;
        this.listeners.delete(listener);
        resolve();
      };
      this.listeners.add(listener);
    });
    return Promise.race([received, this.ended]);
  }

  private send(method: string, params: Params = {}): Promise<Answer> {
    const id = ++this.next;
    const text = JSON.stringify({ id, method, params, ...(this.session ? { sessionId: this.session } : {}) });
    const answered = new Promise<Answer>((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) => {
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      (this.child.stdio[3] as Writable).write(`${text}\0`);
    });
    return Promise.race([answered, this.ended]);
  }

  private take(message: Message): void {
    if (message.id !== undefined) {
      this.waiting.get(message.id)?.(message);
      this.waiting.delete(message.id);
      return;
    }
    const { method, params = {} } = message;
    if (method === 'Network.requestWillBeSent') this.requests.push((params.request as { url: string }).url);
    if (method === 'Runtime.exceptionThrown' || method === 'Runtime.consoleAPICalled' || method === 'Log.entryAdded')
      this.messages.push(JSON.stringify(params));
    for (const listener of this.listeners) listener(message);
  }
}
