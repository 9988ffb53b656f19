import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { JsonObject, JsonValue } from '../../hal/json.ts';
import { deskSiteOf } from '../desk/pad-desk.ts';
import { bundlePage, type Bundle } from '../page.ts';
import type { OpenPage, SitePageParts, StaffParts } from '../site-pages.ts';
import { staffRoles } from '../staff-roles.ts';
import type { Answer, Caller } from '../web.ts';
import type { SignInRefusal } from '../web-guard.ts';
import { CounterRoom } from './counter-room.ts';
import type { CounterPageData } from './counter/protocol.ts';
import { fontStyles } from './fonts.ts';

/** The page's code; the same for every device. */
export const bundleCounterPage = (): Promise<Bundle> =>
  bundlePage(fileURLToPath(new URL('./counter/main.tsx', import.meta.url)));

const signIn = z.strictObject({ role: z.enum(staffRoles), pin: z.string().min(1).max(32) });

/** Serves the clerk's page at `<base>/counter`, behind a PIN: `/session` says who is signed in, `/sign-in` and `/sign-out` change it. */
export function registerCounterPage(
  parts: SitePageParts,
  { guard, demoPins, setPin }: StaffParts,
  bundle: Bundle,
): OpenPage {
  const { web, base, face } = parts;
  const { site, device } = face.config;
  const desk = deskSiteOf(face.config);
  const data: CounterPageData = {
    siteName: site.name,
    device,
    zoneOffsetMin: site.zoneOffsetMin,
    services: site.services.map(({ id, series, name }) => ({ id, series, name })),
    desk,
    demoPins,
    setPin,
  };
  const path = `${base}/counter`;
  const room = new CounterRoom({ ...parts, guard, desk });
  room.open();
  web.registerPage(path, {
    title: `Quầy – ${site.name['vi'] ?? site.site}`,
    language: 'vi',
    bundle,
    // Plain data through and through; an interface only lacks the index signature.
    data: () => ({ ...data }) as unknown as JsonObject,
    styles: fontStyles(['vi', 'en']),
    framed: false,
  });
  web.registerAction(`${path}/session`, {
    method: 'GET',
    answer: (caller): Answer => {
      const session = guard.sessionOf(caller);
      if (session === null) return { status: 401, body: { kind: 'signed-out' } };
      return { status: 200, body: { role: session.role, leftMs: guard.leftMs(session.id) } };
    },
  });
  web.registerAction(`${path}/sign-in`, {
    method: 'POST',
    answer: async (caller: Caller, body: JsonValue): Promise<Answer> => {
      const parsed = signIn.safeParse(body);
      if (!parsed.success) return { status: 400, body: { kind: 'payload' } };
      const opened = await guard.signIn(caller, parsed.data.role, parsed.data.pin);
      if (!opened.ok) return refused(opened.fault);
      const { session, cookie } = opened.value;
      return { status: 200, body: { role: session.role }, headers: { 'set-cookie': cookie } };
    },
  });
  web.registerAction(`${path}/sign-out`, {
    method: 'POST',
    answer: (caller): Answer => ({ status: 200, body: {}, headers: { 'set-cookie': guard.signOut(caller) } }),
  });
  web.registerSocket(`${path}/socket`, {
    refuses: (caller) => (guard.sessionOf(caller) === null ? 401 : null),
    accept: (socket, caller) => {
      const session = guard.sessionOf(caller, true);
      if (session === null) socket.close(1008, 'sign in first');
      else room.accept(socket, session);
    },
  });
  return { close: () => room.close() };
}

/** 401 for a wrong PIN, 429 for one more than may be tried now, 503 where nobody can sign in at all. */
const refused = (refusal: SignInRefusal): Answer => {
  const body: JsonObject = { ...refusal };
  switch (refusal.kind) {
    case 'wrong-pin':
      return { status: 401, body };
    case 'locked':
      return { status: 429, body, headers: { 'retry-after': String(Math.ceil(refusal.waitMs / 1000)) } };
    case 'busy':
      return { status: 503, body, headers: { 'retry-after': '5' } };
    case 'no-pins':
    case 'pins-unreadable':
      return { status: 503, body };
  }
};
