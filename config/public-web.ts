import { z } from 'zod';
import { host } from './network.ts';

/**
 * `web.public:` of a device: a listener of its own for the visitors' phones, which answers `/t/…` and nothing else. The site's
 * `publicBase` is the address under which the city's server hands its requests on to it.
 */
export const publicWeb = z.strictObject({
  host: host().prefault('127.0.0.1'),
  /** 0: the system chooses. */
  port: z.int().min(0).max(65_535).default(8090),
  /** Who may say in `X-Forwarded-For` whose request it hands on: the city's server. */
  proxies: z.array(host()).max(20).default(['127.0.0.1', '::1']),
});
