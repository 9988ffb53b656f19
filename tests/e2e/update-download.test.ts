import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { download, downloadSettings, type DownloadSettings } from '../../firmware/cli/update/download.ts';
import { memoryDirectory, removeDirectory } from '../support/temporary.ts';

const room = memoryDirectory();
afterAll(() => removeDirectory(room));
const folder = (): string => mkdtempSync(join(room, 'folder-'));

describe('fetching a release', () => {
  const close: (() => void)[] = [];
  afterEach(() => {
    for (const each of close.splice(0)) each();
  });
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  const serve = async (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> => {
    const server = createServer(answer);
    close.push(() => {
      server.closeAllConnections();
      server.close();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/letan.letan`; // listens on TCP
  };
  const settings: DownloadSettings = { ...downloadSettings, silentMs: 200, answerMs: 5_000, pauseMs: 0 };
  const fetchTo = (url: string, into: string, over: Partial<DownloadSettings> = {}) =>
    download(
      url,
      into,
      { ...settings, ...over },
      () => Promise.resolve(),
      () => {},
    );
  const from = (request: IncomingMessage): number =>
    Number(/^bytes=(\d+)-$/u.exec(request.headers.range ?? '')?.[1] ?? 0);
  /** A server that keeps to RFC 9110. */
  const proper =
    (etag: () => string, asked: number[], write: (response: ServerResponse, rest: Buffer) => void) =>
    (request: IncomingMessage, response: ServerResponse): void => {
      const at = request.headers['if-range'] === etag() ? from(request) : 0;
      asked.push(at);
      const rest = content.subarray(at);
      response.writeHead(at > 0 ? 206 : 200, { etag: etag(), 'content-length': rest.length });
      write(response, rest);
    };

  it('brings the file, and goes on where a connection broke off', async () => {
    const asked: number[] = [];
    const url = await serve(
      proper(
        () => '"1"',
        asked,
        (response, rest) => {
          if (asked.length < 3) response.write(rest.subarray(0, 90_000), () => response.destroy());
          else response.end(rest);
        },
      ),
    );
    const into = folder();
    const fetched = await fetchTo(url, into);
    if (!fetched.ok) throw new Error(JSON.stringify(fetched.fault));
    expect(readFileSync(fetched.value).equals(content)).toBe(true);
    expect(asked[0]).toBe(0);
    expect(asked.at(-1)).toBeGreaterThan(0);
    expect(readdirSync(into)).toHaveLength(1);
  });

  it('goes on in a later run, and begins anew where the file has become another', async () => {
    const asked: number[] = [];
    let etag = '"1"';
    let breaks = true;
    const url = await serve(
      proper(
        () => etag,
        asked,
        (response, rest) => {
          if (breaks) response.write(rest.subarray(0, 1000), () => response.destroy());
          else response.end(rest);
        },
      ),
    );
    const into = folder();
    expect(await fetchTo(url, into, { tries: 1 })).toMatchObject({ ok: false, fault: { kind: 'unreachable' } });
    expect(await fetchTo(url, into, { tries: 1 })).toMatchObject({ ok: false });
    expect(asked[1]).toBeGreaterThan(0);
    [etag, breaks] = ['"2"', false];
    const fetched = await fetchTo(url, into);
    expect(asked.at(-1)).toBe(0);
    expect(fetched.ok && readFileSync(fetched.value).equals(content)).toBe(true);
  });

  it('gives up a server that goes silent in the midst of it', async () => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked += 1;
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 10));
    });
    const fetched = await fetchTo(url, folder(), { silentMs: 50, tries: 3 });
    expect(fetched).toMatchObject({ ok: false, fault: { kind: 'unreachable', code: 'ETIMEDOUT', tries: 3 } });
    expect(asked).toBeGreaterThanOrEqual(3);
  });

  it('takes nothing that is too large, said or unsaid, and nothing that is not there', async () => {
    const said = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 10 ** 9 });
      response.write('x');
    });
    expect(await fetchTo(said, folder())).toMatchObject({ ok: false, fault: { kind: 'too-large', bytes: 10 ** 9 } });
    const unsaid = await serve((_request, response) => {
      response.writeHead(200);
      response.end(content);
    });
    const bounded = await fetchTo(unsaid, folder(), { mostBytes: 100_000 });
    expect(bounded).toMatchObject({ ok: false, fault: { kind: 'too-large', most: 100_000 } });
    const missing = await serve((_request, response) => response.writeHead(404).end());
    expect(await fetchTo(missing, folder())).toMatchObject({ ok: false, fault: { kind: 'answered', status: 404 } });
    expect(await fetchTo('http://', folder())).toMatchObject({ ok: false, fault: { kind: 'no-address' } });
  });

  it('tells a closed port by its code, after as many tries as it may', async () => {
    const url = await serve(() => undefined);
    for (const each of close.splice(0)) each();
    const fetched = await fetchTo(url, folder(), { tries: 2 });
    expect(fetched).toMatchObject({ ok: false, fault: { kind: 'unreachable', code: 'ECONNREFUSED', tries: 2 } });
  });

  it('says so where it cannot be kept', async () => {
    const url = await serve((_request, response) => void response.end(content));
    const into = join(folder(), 'file');
    writeFileSync(into, '');
    expect(await fetchTo(url, into)).toMatchObject({ ok: false, fault: { kind: 'no-room-here', where: into } });
  });
});
