import { z } from 'zod';
import { ok, type Result } from '../hal/result.ts';
import { host, readHost } from './network.ts';
import { parsedBy, refuse, type Refusal } from './refusal.ts';

/** An address, or a block of them as `10.1.0.0/16`: a name could be anybody's tomorrow. */
const readProxy = (input: unknown): Result<string, Refusal> => {
  if (typeof input !== 'string') return refuse('proxy.form', {});
  const [address = '', bits, ...more] = input.trim().split('/');
  const isAddress = /^[0-9.]+$/.test(address) || address.includes(':');
  const most = address.includes(':') ? 128 : 32;
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 8 && Number(bits) <= most);
  return isAddress && readHost(address).ok && fits && more.length === 0 ? ok(input.trim()) : refuse('proxy.form', {});
};

const proxy = () =>
  parsedBy(readProxy, {
    type: 'string',
    description: 'an address, or a block of addresses',
    examples: ['10.1.2.3', '10.1.0.0/16'],
  });

/**
 * `web.public:` of a device: a listener of its own for the visitors' phones, which answers `/t/…` and nothing else. The site's
 * `publicBase` is the address under which the city's server hands requests on to it.
 */
export const publicWeb = z.strictObject({
  host: host().prefault('127.0.0.1'),
  /** 0: the system chooses. */
  port: z.int().min(0).max(65_535).default(8090),
  /** Who may say in `X-Forwarded-For` whose request it hands on: the city's server. */
  proxies: z.array(proxy()).max(20).prefault(['127.0.0.1', '::1']),
});
