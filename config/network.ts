import { z } from 'zod';
import { ok, type Result } from '../hal/result.ts';
import { parsedBy, refuse, type Refusal } from './refusal.ts';

const NAME =
  /^(?=.{1,253}$)[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
const IPV6 = /^[0-9a-fA-F:]{2,45}(%[a-z0-9]+)?$/;

/** Reads a host name or an address. */
export const readHost = (input: unknown): Result<string, Refusal> => {
  if (typeof input !== 'string') return refuse('host.form', {});
  const text = input.trim();
  if (/^[0-9.]+$/.test(text)) {
    const bytes = text.split('.');
    return bytes.length === 4 && bytes.every((byte) => /^[0-9]{1,3}$/.test(byte) && Number(byte) <= 255)
      ? ok(text)
      : refuse('host.form', {});
  }
  return NAME.test(text) || (text.includes(':') && IPV6.test(text)) ? ok(text) : refuse('host.form', {});
};

export const host = () =>
  parsedBy(readHost, { type: 'string', description: 'a host name or address', examples: ['127.0.0.1'] });

/** A TCP port that something listens on. */
export const port = () => z.int().min(1).max(65_535);

/** Whether only this machine can reach what listens there. */
export const loopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || /^127(\.[0-9]{1,3}){3}$/.test(address);

/** Reads an address with one of the schemes; a name or password inside it is refused, the words never repeat it. */
export const readUrl =
  (schemes: readonly string[], example: string) =>
  (input: unknown): Result<string, Refusal> => {
    const wanted = { schemes: schemes.map((scheme) => `${scheme}://`).join(', '), example };
    if (typeof input !== 'string') return refuse('url.form', wanted);
    const text = input.normalize('NFC').trim();
    const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^\s]*)$/.exec(text);
    const scheme = match?.[1];
    const authority = match?.[2];
    if (scheme === undefined || authority === undefined || !schemes.includes(scheme) || text.length > 500)
      return refuse('url.form', wanted);
    if (authority.includes('@')) return refuse('secret.inUrl', {});
    const address = /^(\[[^\]]+\]|[^:]*)(?::([0-9]{1,5}))?$/.exec(authority);
    const name = address?.[1]?.replace(/^\[|\]$/g, '') ?? '';
    const listening = address?.[2];
    if (!readHost(name).ok || (listening !== undefined && (Number(listening) < 1 || Number(listening) > 65_535)))
      return refuse('url.form', wanted);
    return ok(text);
  };
