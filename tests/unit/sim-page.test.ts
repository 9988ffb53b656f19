import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chromeActions } from '../../behaviours/reception/views.ts';
import { actionTexts, screenTexts } from '../../config/languages/messages/sim-names.ts';
import { doings, faultTexts, simPageTexts } from '../../config/languages/messages/sim-page.ts';
import { ahead, sector, sheetOf } from '../../sim/page/client/geometry.ts';
import { changeOf, clockText, dayText, eventText, markText, sayDoing } from '../../sim/page/client/text.ts';
import type { Mark } from '../../sim/page/protocol.ts';
import { parseRequest } from '../../sim/page/requests.ts';
import { StoryTeller } from '../../sim/page/story.ts';
import { waveFile } from '../../sim/page/wave.ts';
import { screenNames } from '../../sim/world/screens.ts';

const mark = (t: number, kind: Mark['kind'], text: string, device: string | null = null): Mark => ({
  t,
  kind,
  device,
  text,
});

describe('one visitor’s story', () => {
  const whole: readonly Mark[] = [
    mark(100, 'view', 'invite', 'robot-1'),
    mark(900, 'person', 'come-7: walking to kiosk-1'),
    mark(1000, 'person', 'placed-1: walking to kiosk-1'),
    mark(2000, 'person', 'placed-1: before kiosk-1'),
    mark(2100, 'view', 'notice', 'kiosk-1'),
    mark(2200, 'words', 'chime', 'kiosk-1'),
    mark(2900, 'words', 'Xin kính chào ông bà ạ.', 'kiosk-1'),
    mark(8000, 'slip', 'number A001 given', 'kiosk-1'),
    mark(9000, 'slip', 'slip: slip A001', 'kiosk-1'),
    mark(20_000, 'call', 'B001 called to 2', 'kiosk-1'),
    mark(21_000, 'call', 'A001 called to 3', 'kiosk-1'),
    mark(30_000, 'person', 'placed-1: at counter 3'),
    mark(90_000, 'person', 'placed-1: leaving, served'),
  ];
  const told = (marks: readonly Mark[]): StoryTeller => {
    const teller = new StoryTeller('placed-1', 0);
    for (const each of marks) teller.hear(each);
    return teller;
  };

  it('goes step by step as it comes to pass', () => {
    const { story } = told(whole);
    expect(story.steps).toEqual([
      { key: 'arrives', at: 0 },
      { key: 'seen', at: 2100 },
      { key: 'greeted', at: 2900 },
      { key: 'number', at: 8000 },
      { key: 'slip', at: 9000 },
      { key: 'called', at: 21_000 },
      { key: 'counter', at: 30_000 },
    ]);
    expect(story).toMatchObject({ device: 'kiosk-1', number: 'A001', counter: '3', over: true });
  });

  it('takes nothing of what happens to others or at other devices', () => {
    const elsewhere = whole.filter(({ text }) => !text.startsWith('placed-1'));
    const { story } = told(elsewhere);
    expect(story.steps.filter(({ at }) => at !== null)).toEqual([{ key: 'arrives', at: 0 }]);
  });

  it('tells only what has come to pass', () => {
    for (let length = 0; length <= whole.length; length += 1) {
      const { story } = told(whole.slice(0, length));
      const latest = whole[length - 1]?.t ?? 0;
      for (const { at } of story.steps) expect(at ?? 0).toBeLessThanOrEqual(latest);
    }
  });

  it('says whether a mark moved it on', () => {
    const teller = new StoryTeller('placed-1', 0);
    expect(whole.map((each) => teller.hear(each)).filter(Boolean)).toHaveLength(7);
  });
});

describe('requests of the page', () => {
  it.each([
    { do: 'play' },
    { do: 'step', ms: 1000 },
    { do: 'speed', speed: 1000 },
    { do: 'fault', id: 'kiosk-1.slip.paper-out', on: true },
    { do: 'drop', at: { x: 1.5, y: 2 }, service: null, language: 'vi' },
    { do: 'clerk', counter: '1', verb: 'no-show' },
  ])('takes $do', (request) => {
    expect(parseRequest(JSON.stringify(request))).toEqual(request);
  });

  it.each([
    '',
    'null',
    '[]',
    '{"do":"reboot"}',
    '{"do":"speed","speed":100000}',
    '{"do":"speed","speed":null}',
    '{"do":"step","ms":0.5}',
    '{"do":"drop","at":{"x":1e9,"y":0},"service":null,"language":"vi"}',
    '{"do":"play","extra":1}',
    '{"do":"clerk","counter":"1","verb":"fire"}',
  ])('refuses %s', (text) => {
    expect(parseRequest(text)).toBeNull();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseRequest(text)));
  });
});

describe('words for staff', () => {
  it.each([
    ['placed-1: walking to counter 2', 'khách mẫu 1: đang đến quầy 2', 'sample visitor 1: walking to counter 2'],
    ['come-23 touches service.cu-tru', 'khách 23: chạm “Cư trú, căn cước”', 'visitor 23: touches “Residence”'],
    ['come-23 touches chrome.back', 'khách 23: chạm “Quay lại”', 'visitor 23: touches “Back”'],
    ['wants Hộ tịch (vi)', 'cần Hộ tịch (vi)', 'wants Hộ tịch (vi)'],
    ['H001 called again to 4', 'gọi lại H001 đến quầy 4', 'H001 called again to 4'],
    ['slip: slip H001', 'phiếu H001 đã ra khỏi máy in', 'slip: slip H001'],
    ['counter 3: next: nobody-waiting', 'quầy 3: gọi tiếp, không có ai chờ', 'counter 3: next: nobody-waiting'],
    [
      'come-4: leaving, no-number: closed',
      'khách 4: ra về, không lấy được số: closed',
      'visitor 4: leaving, no-number: closed',
    ],
    ['reading services at kiosk-1', 'đang đọc màn hình “chọn thủ tục” ở kiosk-1', 'reading “services” at kiosk-1'],
    [
      'kiosk-1.slip.paper-out broken',
      'gây sự cố: kiosk-1, Máy in phiếu, hết giấy',
      'broken: kiosk-1, Slip printer, paper out',
    ],
    ['kiosk-1.strange.thing broken', 'gây sự cố: kiosk-1.strange.thing', 'broken: kiosk-1.strange.thing'],
    ['something new', 'something new', 'something new'],
  ])('%s', (text, vietnamese, english) => {
    const hello = { services: [{ id: 'cu-tru', name: { vi: 'Cư trú, căn cước', en: 'Residence' } }], languages: [] };
    expect(sayDoing({ language: 'vi', hello }, text)).toBe(vietnamese);
    expect(sayDoing({ language: 'en', hello }, text)).toBe(english);
  });

  it('names screens, touches and rungs as people do, and leaves the rest as the machine has it', () => {
    const vi = { language: 'vi' } as const;
    const said = (kind: Mark['kind'], text: string): string => markText(vi, mark(0, kind, text));
    expect(said('view', 'asleep')).toBe('màn hình nghỉ');
    expect(said('view', 'services, calling A012')).toBe('chọn thủ tục, đang gọi A012');
    expect(said('touch', 'chrome.language')).toBe('Ngôn ngữ');
    expect(said('touch', 'button start')).toBe('nút start');
    expect(said('fault', 'slip: paper-out')).toBe('Máy in phiếu: hết giấy');
    expect(said('fault', 'slip: can print again')).toBe('Máy in phiếu: in lại được');
    expect(said('fault', 'odd: thing')).toBe('odd: thing');
    expect(said('clerk', 'kiosk-1: promoted')).toBe('kiosk-1 điều hành sảnh từ bây giờ');
    expect(said('state', 'ladder: p17.invited → p17.noticed')).toBe('p17: mời → để ý');
    expect(said('state', 'hours: open → break')).toBe('hours: open → break');
  });

  it('has a name for every screen of the visitor’s page and every part of its frame', () => {
    for (const screen of screenNames) expect(screenTexts[screen]?.vi).toMatch(/\S/);
    for (const action of chromeActions) expect(actionTexts[action]?.vi).toMatch(/\S/);
  });

  it('is there twice for every text, in composed letters', () => {
    for (const { vi, en } of [...Object.values(simPageTexts), ...Object.values(faultTexts)]) {
      expect(vi.trim()).not.toBe('');
      expect(en.trim()).not.toBe('');
      expect(vi).toBe(vi.normalize('NFC'));
    }
    for (const { vi } of doings) expect(vi).toBe(vi.normalize('NFC'));
  });

  it('says of a state only what changed', () => {
    expect(changeOf('visit.idle|paper.idle', 'visit.idle|paper.starting')).toBe('paper.idle → paper.starting');
    expect(eventText('xstate.after.dwell.presence.person.noticed')).toBe('after dwell');
    expect(eventText('xstate.done.actor.0.ticketing.paper.ending')).toBe('done: ticketing.paper.ending');
    expect(eventText('visitor.arrived')).toBe('visitor.arrived');
  });

  it('tells the site’s time whatever the host’s zone is', () => {
    const instant = Date.UTC(2026, 7, 2, 18, 5, 9);
    expect(clockText(instant, 420)).toBe('01:05:09');
    expect(dayText(instant, 420)).toBe('03.08.2026');
  });
});

describe('the drawing', () => {
  it('holds every corner with its margin', () => {
    expect(
      sheetOf(
        [
          { x: 0, y: 0 },
          { x: 18, y: 12 },
        ],
        1,
      ),
    ).toEqual({ left: -1, top: -13, width: 20, height: 14 });
  });
  it('draws a sector on the side that the sensor looks to', () => {
    expect(ahead({ x: 1, y: 1 }, Math.PI / 2, 2).y).toBeCloseTo(3, 12);
    expect(sector({ x: 0, y: 0 }, 0, Math.PI / 2, 2)).toBe('M0 0L1.414 1.414A2 2 0 0 0 1.414 -1.414Z');
  });
});

it('a clip is a WAV file that says its own length', () => {
  const samples = Float32Array.from([0, 0.5, -0.5, 1.5]);
  const file = waveFile({ words: '', language: 'vi', sampleRate: 22_050, samples, durationMs: 0 });
  const view = new DataView(file.buffer);
  expect(new TextDecoder().decode(file.slice(0, 4))).toBe('RIFF');
  expect(view.getUint32(4, true)).toBe(file.length - 8);
  expect(view.getUint32(24, true)).toBe(22_050);
  expect([44, 46, 48, 50].map((at) => view.getInt16(at, true))).toEqual([0, 16_384, -16_383, 32_767]);
});
