import { describe, expect, test } from 'vitest';
import { veiledChar, veiledCode, veiledText } from '../../firmware/flight/cipher.ts';
import { veiledDocument, veiledDossier, type CityVeil } from '../../firmware/flight/documents.ts';
import { Secrets } from '../../firmware/flight/secrets.ts';
import { Veil } from '../../firmware/flight/veil.ts';
import { readBookings } from '../../firmware/city/bookings-in.ts';
import type { TraceLine } from '../../firmware/trace.ts';
import { loadDevice } from '../../config/load.ts';

const key = Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1);
const config = (() => {
  const loaded = loadDevice('config/sites/ward-centre/devices/kiosk-1.yaml');
  if (!loaded.ok) throw new Error('the shipped kiosk loads');
  return loaded.value;
})();
const input = (what: object): TraceLine => ({ t: 5, device: 'kiosk-1', kind: 'input', ...what });
const command = (what: object): TraceLine => ({ t: 5, device: 'kiosk-1', kind: 'command', ...what });

describe('words of the same form', () => {
  test('keep digits, letters, their case and all signs, and are others under another key', () => {
    const other = veiledCode(key, 'AB12-cd34 ef');
    expect(other).toMatch(/^[A-Z]{2}\d{2}-[a-z]{2}\d{2} [a-z]{2}$/);
    expect(other).not.toBe('AB12-cd34 ef');
    expect(veiledCode(new Uint8Array(32), 'AB12-cd34 ef')).not.toBe(other);
    expect(veiledText(key, 'Nguyễn Văn An')).not.toMatch(/Nguy|Văn|An$/);
  });

  test('are the same however they are written, and typed digit by digit', () => {
    const plain = (code: string): string => veiledCode(key, code).replaceAll(/[\s-]/gu, '').toUpperCase();
    expect(plain('20 2608-0312')).toBe(plain('2026080312'));
    expect(plain('ab12cd34')).toBe(plain('AB-12-CD-34'));
    let typed = '';
    let shown = '';
    for (const digit of '20260803') {
      shown += veiledChar(key, typed, digit);
      typed += digit;
    }
    expect(shown).toBe(veiledCode(key, '20260803'));
  });

  test('tell codes apart: two are never the same', () => {
    const codes = Array.from({ length: 2_000 }, (_, index) => String(100_000 + index * 37));
    expect(new Set(codes.map((code) => veiledCode(key, code))).size).toBe(codes.length);
  });

  test('leave a dossier its office and its day: the city’s form asks for a day that has been', () => {
    expect(veiledCode(key, 'H26.18.14-260105-0001')).toMatch(/^H26\.18\.14-260105-\d{4}$/);
    expect(veiledCode(key, '000.00.18.H26-250801-0007')).toMatch(/^000\.00\.18\.H26-250801-(?!0007)\d{4}$/);
  });
});

describe('a line that is kept', () => {
  const token = '0123456789abcdef0123456789abcdef';

  test('has no token, and the same one wherever a token stands', () => {
    const veil = new Veil(key, config);
    const drawn = veil.text(input({ port: 'entropy', hex: token }));
    const shown = veil.text(command({ port: 'printer', name: 'slip', with: { qr: `https://x.vn/t/${token}` } }));
    expect(drawn + shown).not.toContain(token);
    const instead = /"hex":"([0-9a-f]{32})"/.exec(drawn)?.[1] ?? '?';
    expect(shown).toContain(`/t/${instead}`);
    // Ids and links are no tokens.
    const id = veil.text(command({ port: 'bus', with: { id: 'ab'.repeat(8), link: 'cd'.repeat(32) } }));
    expect(id).toContain('ab'.repeat(8));
    expect(id).toContain('cd'.repeat(32));
  });

  test('has no code that was read, and the same other one where the firmware says it again', () => {
    const veil = new Veil(key, config);
    const read = veil.text(input({ port: 'code-scanner', name: 'reader', scan: { at: 5, text: 'HN-2608-0042' } }));
    expect(read).not.toContain('2608');
    const other = /"text":"([^"]+)"/.exec(read)?.[1] ?? '?';
    const said = command({ port: 'ledger', name: 'l', with: { events: [{ data: { booking: 'HN26080042' } }] } });
    expect(veil.text(said)).toContain(other.replaceAll('-', ''));
    const packed = JSON.stringify({ data: { booking: 'HN26080042', next: '\nHN26080042' } });
    const sent = veil.text(command({ port: 'bus', name: 'b', with: { payload: packed } }));
    expect(sent).not.toContain('26080042');
  });

  test('keeps of a slip its number and day, of a card nothing', () => {
    const veil = new Veil(key, config);
    const scan = (text: string): string => veil.text(input({ port: 'code-scanner', name: 'r', scan: { at: 1, text } }));
    expect(scan('Số thứ tự A012\nÔng Nguyễn Văn An\n03/08/2026')).toMatch(/ A012\\n.*\\n03\/08\/2026"/);
    expect(scan('Số thứ tự A012\nÔng Nguyễn Văn An\n03/08/2026')).not.toContain('Nguy');
    expect(scan('Trần Thị Bình, 0912345678')).not.toMatch(/Trần|Bình|0912345678/);
    expect(scan('unknown:card')).toContain('unknown:card');
  });

  test('has no digit of a code that is typed, by finger or by key', () => {
    const veil = new Veil(key, config);
    const show = (typed: string): string =>
      veil.text(command({ port: 'display', name: 'panel', do: 'show', with: { body: { screen: 'code', typed } } }));
    let lines = '';
    let typed = '';
    for (const digit of '86420975') {
      const touch = input({ port: 'display', name: 'panel', touch: { revision: 1, action: `digit.${digit}` } });
      const press = input({ port: 'keypad', name: 'pad', press: { key: digit, at: 1 } });
      lines += show(typed) + veil.text(typed.length % 2 === 0 ? touch : press);
      typed += digit;
    }
    const digits = [...lines.matchAll(/"digit\.(\d)"|"key":"(\d)"/g)].map(([, one, other]) => one ?? other).join('');
    expect(digits).toHaveLength(8);
    expect(digits).toBe(veiledCode(key, '86420975'));
    expect(show('8642 0975')).toContain(`"typed":"${digits.slice(0, 4)} ${digits.slice(4)}"`);
    // Where no code is asked for a digit is a digit.
    veil.text(command({ port: 'display', name: 'panel', do: 'show', with: { body: { screen: 'services' } } }));
    expect(veil.text(input({ port: 'keypad', name: 'pad', press: { key: '3', at: 1 } }))).toContain('"key":"3"');
  });

  test('keeps of a command what is no person’s, and not what might be', () => {
    const veil = new Veil(key, config);
    const data = {
      counter: '1',
      by: 'Lê Thị Hoa',
      reason: 'đưa bà Hoa đi cấp cứu',
      number: 'A012',
      phone: '0912345678',
    };
    const payload = JSON.stringify({ v: 1, id: 'x/1', data });
    const heard = veil.text(
      input({ port: 'bus', name: 'b', call: 1, message: { topic: 'letan/v1/w/k/cmd/park', payload, retained: false } }),
    );
    expect(heard).toContain(String.raw`\"counter\":\"1\"`);
    expect(heard).toContain('A012');
    expect(heard).not.toMatch(/Hoa|cấp cứu|0912345678/);
    const said = veil.text(
      command({ port: 'ledger', name: 'l', with: { events: [{ data: { reason: data.reason } }] } }),
    );
    expect(said).not.toContain('Hoa');
  });
});

describe('a document of the city', () => {
  const city: CityVeil = {
    dossierState: 'state',
    services: ['ho-tich'],
    languages: ['vi'],
    bookings: {
      list: '',
      code: 'ma',
      day: 'ngay',
      time: 'gio',
      service: 'viec',
      language: 'nn',
      status: 'tt',
      registered: 'dk',
      days: 'yyyy-mm-dd',
      services: {},
      cancelled: ['huy'],
      delimiter: ',',
    },
  };
  test('nested deeper than anybody looks is kept by its form alone', () => {
    const answer = `${'{"state":'.repeat(9_000)}"Cường"${'}'.repeat(9_000)}`;
    const kept = veiledDossier(key, answer, city);
    expect(kept).toHaveLength(answer.length);
    expect(kept).not.toContain('Cường');
  });

  const csv = [
    'ma,ngay,gio,viec,ho ten,dien thoai',
    'HN123456,2026-08-03,08:30,ho-tich,"Nguyễn ""Tí"", An",0912345678',
    'Nguyễn Văn Xấu,2026-08-03,09:00,ho-tich,Bình,0987654321',
    'HN222222,2026-08-03,09:15,ho-tich,"mở ngoặc',
    'HN333333,2026-08-03,09:30,ho-tich,Chi,0911111111',
    '',
  ].join('\n');

  test('keeps its form, its faults and its fields, and nobody’s name', () => {
    const secrets = new Secrets(key, new Set());
    const document = { name: 'bookings.csv', format: 'csv', text: csv } as const;
    const veiled = veiledDocument(key, secrets, document, city);
    expect(veiled.text).not.toMatch(/Nguy|Bình|Chi|0912345678|HN123456|HN333333/);
    const [real, kept] = [document, veiled].map((one) => readBookings(one, city.bookings, city));
    expect(kept?.bookings.map(({ where }) => where)).toEqual(real?.bookings.map(({ where }) => where));
    expect(kept?.bookings.map(({ code }) => code)).toEqual(real?.bookings.map(({ code }) => veiledCode(key, code)));
    expect(kept?.faults.map(({ kind, where }) => [kind, where])).toEqual(
      real?.faults.map(({ kind, where }) => [kind, where]),
    );
    expect(real?.faults.length).toBeGreaterThan(0);
    // What the firmware quotes of it is quoted as it stands in the recording.
    for (const [index, { value }] of (real?.faults ?? []).entries())
      expect(secrets.replaced(JSON.stringify(value))).toBe(JSON.stringify(kept?.faults[index]?.value));
  });

  test('as JSON likewise', () => {
    const secrets = new Secrets(key, new Set());
    const record = {
      ma: 'HN-123456',
      ngay: '2026-08-03',
      gio: '08:30',
      viec: 'ho-tich',
      nguoi: { ten: 'An', tuoi: 41 },
    };
    const document = { name: 'b.json', format: 'json', text: JSON.stringify([record, 'Bình', { ma: '' }]) } as const;
    const veiled = veiledDocument(key, secrets, document, city);
    expect(veiled.text).not.toMatch(/"An"|41|Bình|123456/);
    const [real, kept] = [document, veiled].map((one) => readBookings(one, city.bookings, city));
    expect(kept?.bookings).toMatchObject([{ code: veiledCode(key, 'HN123456'), day: '2026-08-03', minute: 510 }]);
    expect(kept?.faults.map(({ kind }) => kind)).toEqual(real?.faults.map(({ kind }) => kind));
  });
});

describe('what a stranger sends', () => {
  const message = (payload: string): TraceLine =>
    input({ port: 'bus', name: 'broker', message: { topic: 'letan/v1/x/kiosk-1/cmd/next', payload, retained: false } });

  test('is kept out however long, and costs neither the device nor its memory', () => {
    const veil = new Veil(key, config);
    for (const junk of [
      '['.repeat(200_000),
      'x'.repeat(1_500_000),
      '"'.repeat(70_000),
      `Nguyễn Văn An ${'? '.repeat(300)}`,
    ]) {
      const kept = veil.text(message(junk));
      expect(kept).not.toContain('Nguyễn Văn An');
      expect(JSON.parse(kept)).toMatchObject({ port: 'bus' });
    }
    // The firmware says it again: the same stands for it, in JSON in JSON too.
    const words = `Trần Thị Bình, ${'số nhà 12 '.repeat(20)}`;
    const first = JSON.parse(veil.text(message(words))) as { message: { payload: string } }; // as `message` made it
    const packed = veil.text(command({ port: 'log', with: { payload: JSON.stringify({ said: words }) } }));
    expect(packed).not.toContain('Bình');
    expect(packed).toContain(JSON.stringify(JSON.stringify(first.message.payload).slice(1, -1)).slice(1, -1));
    for (let n = 0; n < 600; n += 1) veil.text(message(`lời ${n}`));
    expect(veil.text(message('người lạ'))).not.toContain('người lạ');
  });

  test('is kept out however deep', () => {
    const veil = new Veil(key, config);
    for (const payload of [
      `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
      `${'{"a":'.repeat(10_000)}"Lê Văn Cường"${'}'.repeat(10_000)}`,
      `${'["]",'.repeat(10_000)}"Lê Văn Cường"${']'.repeat(10_000)}`,
    ])
      expect(veil.text(message(payload))).not.toContain('Cường');
  });
});
