import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { RepairDesk } from '../repair/repair-desk.ts';
import { bundlePage } from '../page.ts';
import type { Web } from '../web.ts';
import { statePath, takesOver, wishPath } from './repair/protocol.ts';

const wish = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('open'), pin: z.string().regex(/^\d{1,12}$/) }),
  z.strictObject({ what: z.enum(['close', 'look', 'logs', 'restart']) }),
  z.strictObject({ what: z.literal('try'), name: z.string().min(1).max(64) }),
]);

/** Serves safe mode and maintenance at `/`, where the panel's browser looks, in the place of the visitor's page. */
export async function registerRepairPage(web: Web, title: string, desk: RepairDesk): Promise<void> {
  const bundle = await bundlePage(fileURLToPath(new URL('./repair/main.tsx', import.meta.url)));
  web.registerPage('/', {
    title,
    language: 'vi',
    bundle: { ...bundle, hash: `${takesOver}${bundle.hash}` },
    data: () => ({ ...desk.state() }),
    styles: [],
    framed: false,
  });
  web.registerAction(statePath, { method: 'GET', answer: () => ({ status: 200, body: desk.state() }) });
  web.registerAction(wishPath, {
    method: 'POST',
    answer: async (_caller, body) => {
      const asked = wish.safeParse(body);
      if (!asked.success)
        return { status: 400, body: { error: 'expected {"what": open|close|look|try|logs|restart}' } };
      const { status, told } = await desk.wish(asked.data);
      return { status, body: { ...desk.state(), told: told === null ? null : { ...told } } };
    },
  });
}
