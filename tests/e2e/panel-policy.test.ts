import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { parseDocument } from 'yaml';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { browserPrograms, panelNeeds } from '../../firmware/panel/browser.ts';
import { panelPolicy } from '../../firmware/panel/policy.ts';
import { untilReal } from '../support/real-time.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { letanProgram } from '../support/letan-program.ts';

const room = temporaryDirectory();
const browser = browserPrograms.find((path) => existsSync(path));
const mayUnshare = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'letan', '/mnt']).status === 0;

/** A page of this machine: `/token` as a device answers it, and what was asked of it. */
class LocalPage {
  readonly asked: string[] = [];
  /** What the page does when it is shown. */
  script = '';
  readonly #server: Server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    if (request.url === '/token') return void response.end('{"token":"t","pages":{"/":"visitor"}}');
    response
      .setHeader('content-type', 'text/html; charset=utf-8')
      .end(`<title>letan</title><h1>Xin chào</h1><script>${this.script}</script>`);
  });

  async listen(port: number): Promise<string> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // TCP, so never a pipe's name
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** A port that nobody has at this moment. */
const freePort = async (): Promise<number> => {
  const page = new LocalPage();
  const url = await page.listen(0);
  page.close();
  return Number(new URL(url).port);
};

/** The shipped kiosk with another `web`; without its glass where that is null. */
const kiosk = (name: string, web: object | null): string => {
  const site = join(room, name, 'ward-centre');
  cpSync('config/sites/ward-centre', site, { recursive: true });
  const file = join(site, 'devices/kiosk-1.yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  if (web === null) document.setIn(['devices', 'panel'], 'none');
  else document.set('web', web);
  writeFileSync(file, document.toString());
  return file;
};

const letanPanel = (...args: readonly string[]) =>
  spawn(process.execPath, [letanProgram, 'panel', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });

afterAll(() => removeDirectory(room));

const lacking = panelNeeds.filter(({ programs }) => !programs.some((path) => existsSync(path)));
if (browser === undefined || lacking.length > 0)
  describe('letan panel', () => test.skip('cage, xwayland and chromium are not all installed', () => undefined));
else
  describe('letan panel', () => {
    it('writes policy and command line, and ends once the page is there', async () => {
      const port = await freePort();
      const out = join(room, 'out');
      const child = letanPanel('--config', kiosk('good', { port }), '--out', out);
      let said = '';
      child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
      const ended = once(child, 'exit');
      await untilReal(() => said.includes(`waiting for the page http://127.0.0.1:${port}`));
      expect(child.exitCode).toBeNull();
      const page = new LocalPage();
      await page.listen(port);
      expect(await ended).toEqual([0, null]);
      page.close();
      // Ours by its own schema of keys and values is what Chromium reads below.
      const policy: unknown = JSON.parse(readFileSync(join(out, 'policies/managed/letan.json'), 'utf8'));
      expect(policy).toEqual(panelPolicy([port, port + 1].map((each) => `http://127.0.0.1:${each}`)));
      const environment = readFileSync(join(out, 'panel.env'), 'utf8');
      expect(environment).toContain(`LETAN_BROWSER=${browser}\n`);
      expect(environment).toMatch(new RegExp(`^LETAN_BROWSER_ARGUMENTS=--kiosk .* http://127.0.0.1:${port}/$`, 'm'));
      expect(readdirSync(out).filter((name) => name.endsWith('.part'))).toEqual([]);
    });

    it.each([
      ['a port that the system chooses', { port: 0 }, 'web.port'],
      ['an address that is not this machine’s own', { host: '192.0.2.7', allowRemote: true }, '192.0.2.7'],
      ['no glass', null, 'port: display'],
    ])('refuses %s with what to do about it', async (name, web, word) => {
      const child = letanPanel('--config', kiosk(name, web), '--out', join(room, 'never'));
      let said = '';
      child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
      const ended = await once(child, 'close');
      expect([ended, said.split('→').length], said).toEqual([[78, null], 3]);
      expect(said).toContain(word);
      expect(existsSync(join(room, 'never'))).toBe(false);
    });
  });

/** Started as the unit starts it: that policy is there for this browser alone, and nothing of this machine's own is changed. */
const browserWith = (name: string, policy: object): string => {
  const folder = join(room, name);
  const managed = join(folder, 'policies/managed');
  mkdirSync(managed, { recursive: true });
  writeFileSync(join(managed, 'letan.json'), JSON.stringify(policy));
  const at = '/etc/chromium/policies';
  const inside = `mount -t tmpfs letan /etc/chromium && mkdir ${at} && mount --bind "${folder}/policies" ${at}`;
  const program = join(folder, 'browser');
  writeFileSync(program, `#!/bin/sh\nexec unshare -m sh -c '${inside} && exec "$0" "$@"' ${browser ?? ''} "$@"\n`);
  chmodSync(program, 0o755);
  return program;
};

const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run'];
const reason =
  browser === undefined ? 'chromium is not installed' : mayUnshare ? null : 'no mount namespace may be made here';
describe.skipIf(reason !== null)(`the panel’s browser${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const own = new LocalPage();
  const other = new LocalPage();
  const addresses = { own: '', other: '' };
  beforeAll(async () => {
    addresses.own = await own.listen(0);
    addresses.other = await other.listen(0);
  });
  afterAll(() => {
    own.close();
    other.close();
  });

  it.each([
    ['asks nothing of another address, whatever its page does', [], false],
    ['would ask it, were the policy another', ['other'], true],
  ] as const)('%s', async (name, besides, asks) => {
    other.asked.length = 0;
    own.asked.length = 0;
    // A frame, a window and a link; then the page says that it is through.
    own.script = `if (location.pathname === '/') {
      const frame = document.createElement('iframe');
      frame.onload = () => { window.open('${addresses.other}/window'); fetch('/told').then(() => { location.href = '${addresses.other}/link'; }); };
      frame.src = '${addresses.other}/frame';
      document.body.append(frame);
    }`;
    const policy = panelPolicy([addresses.own]);
    const allowed = [addresses.own, ...besides.map((each) => addresses[each])];
    const program = browserWith(`asking-${asks ? 'more' : 'own'}`, { ...policy, URLAllowlist: allowed });
    const profile = `--user-data-dir=${join(room, name, 'profile')}`;
    const child = spawn(program, ['--headless', ...flags, profile, `${addresses.own}/`], {
      stdio: 'ignore',
      detached: true,
    });
    const ended = once(child, 'close');
    try {
      await untilReal(() => own.asked.includes('/told') && (!asks || other.asked.length > 0));
      expect(other.asked.includes('/frame')).toBe(asks);
      if (!asks) expect(other.asked).toEqual([]);
    } finally {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await ended;
    }
  });

  describe('by what its tab shows', () => {
    let context: BrowserContext | null = null;
    let opened = 0;
    const open = async (): Promise<BrowserContext> => {
      // What shuts developers' tools out shuts this test out as well; all else is the panel's own policy.
      const { DeveloperToolsAvailability, ...policy } = panelPolicy([addresses.own]);
      expect(DeveloperToolsAvailability).toBe(2);
      context = await chromium.launchPersistentContext(join(room, `profile-${++opened}`), {
        executablePath: browserWith('tab', policy),
        headless: true,
        args: flags,
        timeout: 90_000,
      });
      context.setDefaultTimeout(25_000);
      return context;
    };
    /** What a tab of its own says to an address: its heading, or why it is not shown. A browser that died of a busy host is opened anew. */
    const shown = async (address: string): Promise<string> => {
      for (let tries = 1; ; tries += 1) {
        const tab: Page = await (context ?? (await open())).newPage();
        try {
          await tab.goto(address);
          return (await tab.textContent('h1')) ?? '';
        } catch (error) {
          const said = error instanceof Error ? error.message : '';
          if (tries === 3 || !said.includes('has been closed')) return said;
          await context?.close().catch(() => undefined);
          context = null;
        } finally {
          await tab.close().catch(() => undefined);
        }
      }
    };
    beforeAll(async () => {
      own.script = '';
      await open();
    }, 100_000);
    afterAll(() => context?.close());

    it('shows the device’s own page', { timeout: 120_000 }, async () => {
      expect(await shown(`${addresses.own}/`)).toBe('Xin chào');
    });

    it.each([
      ['another port of this machine', () => `${addresses.other}/`],
      ['the same page by another name', () => addresses.own.replace('127.0.0.1', 'localhost')],
      ['the Internet', () => 'http://example.com/'],
      ['a file', () => 'file:///etc/passwd'],
      ['the browser’s settings', () => 'chrome://settings/'],
      ['its policies', () => 'chrome://policy/'],
      ['a page’s source', () => `view-source:${addresses.own}/`],
    ])('refuses %s', { timeout: 120_000 }, async (_what, address) => {
      expect(await shown(address())).toContain('ERR_BLOCKED_BY_ADMINISTRATOR');
    });
  });
});
