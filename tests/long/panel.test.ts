import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { browserPrograms, panelEnvironment, panelNeeds } from '../../firmware/panel/browser.ts';
import { panelPolicy } from '../../firmware/panel/policy.ts';
import { untilReal } from '../support/real-time.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * The unit's own command line: the real compositor with a screen that nobody sees, in it the real browser with its own sandbox and as a
 * user without rights, under the policy as the unit shows it. A page of this machine tells what it sees.
 */

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));
const missing = panelNeeds.flatMap(({ name, programs }) => (programs.some((path) => existsSync(path)) ? [] : [name]));
const mayUnshare = spawnSync('unshare', ['-m', 'true']).status === 0 && process.getuid?.() === 0;
const reason = missing.length > 0 ? `not installed: ${missing.join(', ')}` : mayUnshare ? null : 'only root may try it';
const nobody = 65_534;

describe.skipIf(reason !== null)(`the panel’s command line${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  it('fills the glass with the device’s page, and asks for nothing else', { timeout: 180_000 }, async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const tell = `fetch('/seen?' + [innerWidth, innerHeight, screen.width, screen.height].join())`;
      response
        .setHeader('content-type', 'text/html; charset=utf-8')
        .end(`<title>letan</title><h1>Xin chào</h1><script>${tell}; onresize = () => ${tell}</script>`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // TCP, so never a pipe's name
    const [run, session, policies] = ['run', 'session', 'policies/managed'].map((name) => join(room, name));
    if (run === undefined || session === undefined || policies === undefined) throw new Error('three folders');
    for (const each of [run, session, policies]) mkdirSync(each, { recursive: true });
    for (const each of [run, session]) chownSync(each, nobody, nobody);
    chmodSync(session, 0o700);
    chmodSync(room, 0o755);
    writeFileSync(join(policies, 'letan.json'), JSON.stringify(panelPolicy([address])));
    const browser = browserPrograms.find((path) => existsSync(path)) ?? '';
    writeFileSync(join(room, 'panel.env'), panelEnvironment(browser, address, run));

    const line = /^ExecStart=(.*)$/m.exec(readFileSync('firmware/systemd/letan-panel.service', 'utf8'))?.[1] ?? '';
    // As systemd does with a file of variables: each line one, `$NAME` parted at blanks, `${NAME}` not.
    const variables = new Map(
      readFileSync(join(room, 'panel.env'), 'utf8')
        .trim()
        .split('\n')
        .map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)] as const),
    );
    const words = line.split(' ').flatMap((word) => {
      const whole = /^\$\{(\w+)\}$/.exec(word)?.[1];
      if (whole !== undefined) return [variables.get(whole) ?? ''];
      const parted = /^\$(\w+)$/.exec(word)?.[1];
      return parted === undefined ? [word] : (variables.get(parted) ?? '').split(' ');
    });
    const at = '/etc/chromium/policies';
    const inside = [
      `mount -t tmpfs letan /etc/chromium && mkdir ${at} && mount --bind "${room}/policies" ${at}`,
      `exec setpriv --reuid=${nobody} --regid=${nobody} --clear-groups -- "$0" "$@"`,
    ].join(' && ');
    const child = spawn(
      'unshare',
      ['-m', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', inside, ...words],
      {
        cwd: run,
        env: {
          PATH: '/usr/bin:/bin',
          HOME: run,
          XDG_RUNTIME_DIR: session,
          WLR_BACKENDS: 'headless',
          WLR_LIBINPUT_NO_DEVICES: '1',
          WLR_RENDERER: 'pixman',
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    const ended = once(child, 'exit');
    try {
      const full = (url: string): boolean => {
        const [width, height, screenWidth, screenHeight] = (url.split('?')[1] ?? '').split(',');
        return url.startsWith('/seen') && width === screenWidth && height === screenHeight;
      };
      await untilReal(() => asked.some(full) || child.exitCode !== null, 150_000).catch(() => undefined);
      expect(asked.some(full), `${asked.join(' ')}\n${said.slice(-1500)}`).toBe(true);
      expect(asked.filter((url) => url !== '/' && !url.startsWith('/seen') && url !== '/favicon.ico')).toEqual([]);
    } finally {
      child.kill('SIGKILL');
      await ended;
      server.closeAllConnections();
      server.close();
    }
  });
});
