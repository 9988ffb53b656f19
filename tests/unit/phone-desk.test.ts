import { beforeEach, describe, expect, it } from 'vitest';
import type { IssuedTicket } from '../../behaviours/hall/events.ts';
import type { PhoneDesk } from '../../firmware/phone/desk.ts';
import type { PhoneDone, PhoneNow, PhoneView } from '../../firmware/phone/view.ts';
import type { DeskAnswer, DeskRequest } from '../../firmware/web-desk.ts';
import { createPhoneDesk } from '../../firmware/pages/phone-page.ts';
import { emptyBundle, phoneRig, type PhoneRig } from '../support/phone-rig.ts';

let rig: PhoneRig;
let desk: PhoneDesk;
const open = async (over: Parameters<typeof phoneRig>[0] = {}): Promise<void> => {
  rig = await phoneRig(over);
  desk = createPhoneDesk(rig.parts, emptyBundle);
  desk.start();
};
beforeEach(() => open());

const asked = (path: string, over: Partial<DeskRequest> = {}): Promise<DeskAnswer> =>
  desk.answer({ method: 'GET', path, query: {}, headers: {}, address: '10.0.0.7', body: '', ...over });

const now = async (token: string, query: DeskRequest['query'] = {}): Promise<PhoneNow> => {
  const answer = await asked(`${token}/now`, { query });
  expect(answer.status).toBe(200);
  // Numbers stand on one line with what they count.
  return JSON.parse(answer.body.replaceAll('\u00a0', ' ')) as PhoneNow; // our own server's
};
const view = async (token: string, language = 'vi'): Promise<PhoneView> => {
  const told = await now(token, { language });
  if (told.view === null) throw new Error('nothing was told');
  return told.view;
};
let asks = 0;
const post = (token: string, body: unknown, headers: DeskRequest['headers'] = {}): Promise<DeskAnswer> =>
  asked(`${token}/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', host: 'kiosk', ...headers },
    body: JSON.stringify(body),
    query: { language: 'vi' },
  });
const ask = async (token: string, what: 'defer' | 'cancel'): Promise<PhoneDone> => {
  const answer = await post(token, { id: (asks += 1).toString(16).padStart(16, '0'), ask: what });
  expect(answer.status).toBe(200);
  return JSON.parse(answer.body) as PhoneDone; // our own server's
};
const line = async (length: number): Promise<readonly IssuedTicket[]> => {
  const tickets: IssuedTicket[] = [];
  for (let n = 0; n < length; n += 1) tickets.push(await rig.hall.issue(`r${n}`, { service: 'dat-dai' }));
  return tickets;
};
let clerks = 0;
const clerk = async (name: 'next' | 'arrived' | 'finish' | 'recall' | 'no-show' | 'park'): Promise<void> => {
  const wish = { id: `c${(clerks += 1)}`, by: 'clerk', counter: '3' };
  const done = await rig.hall.command(
    name === 'next'
      ? { ...wish, name, finishing: false }
      : name === 'park'
        ? { ...wish, name, reason: '' }
        : { ...wish, name },
  );
  expect(done.ok).toBe(true);
};

describe('a ticket on a phone', () => {
  it('goes through its whole visit', async () => {
    const [first, second] = await line(5);
    const last = (await line(6)).at(-1);
    if (first === undefined || second === undefined || last === undefined) throw new Error('no line');
    expect(await view(last.token)).toMatchObject({
      mood: 'waiting',
      number: 'K006',
      headline: 'Phía trước còn 5 người',
    });
    expect(await view(first.token)).toMatchObject({
      mood: 'near',
      alarm: 'near',
      headline: 'Xin mời ông/bà đến quầy số 3 ngay',
    });
    await clerk('next');
    const called = await view(first.token, 'en');
    expect(called).toMatchObject({ mood: 'called', alarm: 'called/3/1', headline: 'It is your turn' });
    expect(called.lines).toEqual(['Please go to counter 3']);
    expect(called.way?.counters).toEqual(['3']);
    expect(called.way?.words).toBe('From the entrance: Counter 3 is straight ahead.');
    expect(called.way?.route.length).toBeGreaterThan(1);
    await rig.hall.clock.advance(5_000);
    await clerk('recall');
    expect(await view(first.token)).toMatchObject({ alarm: 'called/3/2' });
    await clerk('arrived');
    expect(await view(first.token)).toMatchObject({ mood: 'serving', buttons: [], alarm: '' });
    await clerk('finish');
    expect(await view(first.token)).toMatchObject({
      mood: 'gone',
      headline: 'Số K001 đã được phục vụ xong',
      // Whoever was served may say how it was.
      rating: { levels: [{ level: 4 }, { level: 3 }, { level: 2 }, { level: 1 }] },
    });
  });

  it('is told in each of the six languages, another one by its slip’s', async () => {
    const [ticket] = await line(1);
    const token = ticket?.token ?? '';
    const heads = await Promise.all(['vi', 'en', 'zh-Hans', 'ko', 'ja', 'fr'].map((tag) => view(token, tag)));
    expect(new Set(heads.map(({ headline }) => headline)).size).toBe(6);
    expect((await view(token, 'xx')).language).toBe('vi');
  });

  it('is not sent again while it is the same', async () => {
    const [ticket] = await line(1);
    const token = ticket?.token ?? '';
    const { revision } = await view(token);
    expect(await now(token, { language: 'vi', revision })).toMatchObject({ view: null, asOf: '07:55' });
    await clerk('next');
    expect(await now(token, { language: 'vi', revision })).toMatchObject({ view: { mood: 'called' }, againMs: 5_000 });
  });

  it('tells no time that the clock does not vouch for', async () => {
    await open({ trusted: false });
    const [ticket] = await line(1);
    expect(await now(ticket?.token ?? '')).toMatchObject({ asOf: '', view: { mood: 'near' } });
  });

  it('tells of nobody else, and of nobody at all', async () => {
    const [one, two] = await line(2);
    await rig.hall.issue('p', { service: 'dat-dai', priority: 'declared' });
    const page = await asked(one?.token ?? '');
    for (const word of [two?.token ?? '', two?.number ?? '', 'K003', 'declared', 'person', 'requestId'])
      expect(page.body).not.toContain(word);
  });
});

describe('what its holder asks', () => {
  it('lets three go first, and says so when nobody is behind', async () => {
    const tickets = await line(6);
    const [, second] = tickets;
    const token = second?.token ?? '';
    expect((await view(token)).buttons.map(({ ask, question }) => [ask, question])).toEqual([
      ['defer', 'Nhường 3 người đi trước ông/bà?'],
      ['cancel', 'Hủy số K002? Muốn làm thủ tục, ông/bà phải lấy số mới.'],
    ]);
    expect(await ask(token, 'defer')).toEqual({ ok: true, said: 'Đã lùi lại. Ông/bà có thêm thời gian.' });
    expect((await view(token)).headline).toBe('Phía trước còn 4 người');
    const last = tickets.at(-1)?.token ?? '';
    expect(await ask(last, 'defer')).toMatchObject({ ok: false, said: expect.stringContaining('Không có ai chờ sau') });
  });

  it('cancels once, however often the same ask comes', async () => {
    const [ticket] = await line(2);
    const body = { id: 'f'.repeat(16), ask: 'cancel' };
    const answers = [await post(ticket?.token ?? '', body), await post(ticket?.token ?? '', body)];
    expect(answers.map((answer) => (JSON.parse(answer.body) as PhoneDone).ok)).toEqual([true, true]);
    expect(rig.hall.hall.tickets().map(({ phase }) => phase)).toEqual(['cancelled', 'waiting']);
    expect(new Set(rig.asked.map(({ id }) => id)).size).toBe(1);
    expect(await view(ticket?.token ?? '')).toMatchObject({
      mood: 'gone',
      headline: 'Số K001 đã được hủy',
      buttons: [],
    });
  });

  it('is refused with the right word where it is wrong', async () => {
    const [ticket] = await line(1);
    const token = ticket?.token ?? '';
    const right = { id: '0'.repeat(16), ask: 'cancel' };
    expect((await post(token, { ...right, ask: 'finish' })).status).toBe(400);
    expect((await post(token, { ...right, more: 1 })).status).toBe(400);
    expect((await post(token, right, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post(token, { ...right, id: 'x'.repeat(600) })).status).toBe(413);
    expect((await post(token, right, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await post(token, right, { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await asked(`${token}/ask`)).status).toBe(405);
    expect((await asked(token, { method: 'DELETE' })).status).toBe(405);
    expect(rig.asked).toEqual([]);
    expect(rig.hall.hall.ticket(ticket?.ticket ?? '')?.phase).toBe('waiting');
  });

  it('stops a phone that asks without end', async () => {
    const [ticket] = await line(2);
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1)
      statuses.push((await post(ticket?.token ?? '', { id: n.toString(16).padStart(16, '0'), ask: 'defer' })).status);
    expect(statuses.filter((status) => status === 200).length).toBe(6);
    expect(new Set(statuses.slice(6))).toEqual(new Set([429]));
  });
});

describe('who has no ticket', () => {
  it('is told so kindly, the same for every wrong token and for one whose day is over', async () => {
    const [ticket] = await line(1);
    const token = ticket?.token ?? '';
    expect((await asked(token)).status).toBe(200);
    const wrong = await asked('0'.repeat(32), { headers: { 'accept-language': 'fr-FR,fr;q=0.9' } });
    expect(wrong.status).toBe(404);
    expect(wrong.body).toContain('Ở đây không có số thứ tự nào');
    expect(wrong.body).toContain('Il n’y a pas de numéro ici');
    for (const path of [
      '',
      '..',
      `${token}/`,
      `${token}/now/x`,
      `${token}/else`,
      token.toUpperCase(),
      `${token.slice(0, 31)}g`,
    ])
      expect((await asked(path, { address: `10.1.0.${path.length}` })).body).toBe(
        (await asked('1'.repeat(32), { address: '10.2.0.1' })).body,
      );
    await rig.hall.clock.advance(24 * 3_600_000);
    expect((await asked(token)).status).toBe(404);
  });

  it('is stopped after twenty guesses from one place, and nobody else with them', async () => {
    const [ticket] = await line(1);
    const statuses: number[] = [];
    for (let n = 0; n < 25; n += 1) {
      const guess = n.toString(16).padStart(32, '0');
      statuses.push((await asked(guess, { address: `2001:db8:1:2::${n}` })).status);
    }
    expect(statuses).toEqual([...Array<number>(20).fill(404), ...Array<number>(5).fill(429)]);
    expect((await asked('0'.repeat(32), { address: '2001:db8:1:3::1' })).status).toBe(404);
    // A holder behind the same address is served all the same.
    expect((await asked(ticket?.token ?? '', { address: '2001:db8:1:2::ffff' })).status).toBe(200);
    expect(rig.log.lines.some(({ event, data }) => event === 'phone.guessing' && data['from'] === '2001:db8:1:2')).toBe(
      true,
    );
  });

  it('hears that the hall is not ready yet', async () => {
    rig.ready = false;
    const answer = await asked('0'.repeat(32));
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
  });

  it('gets nothing that is kept, framed, found or followed', async () => {
    const [ticket] = await line(1);
    for (const answer of [
      await asked(ticket?.token ?? ''),
      await asked('0'.repeat(32)),
      await asked(`${ticket?.token ?? ''}/now`),
      await asked('notify.js'),
    ])
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow, noarchive',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      });
  });
});

describe('a restart', () => {
  it('finds every token again', async () => {
    const [ticket] = await line(2);
    await rig.hall.restart();
    expect((await asked(ticket?.token ?? '')).status).toBe(200);
  });
});
