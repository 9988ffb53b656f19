import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BugError } from '../../hal/assert.ts';
import { createPhrasebook, sayable } from '../../behaviours/voice/phrasebook.ts';
import { readerOf } from '../../behaviours/voice/read.ts';
import { counterName, type PhraseFile, type Value, type Values } from '../../behaviours/voice/texts.ts';
import { loadLanguages, placeholdersOf } from '../../config/languages.ts';
import { runs } from '../support/tier.ts';

const loaded = loadLanguages('config/languages', ['vi', 'en', 'zh-Hans', 'ko', 'ja', 'fr']);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
const files = loaded.value;
const texts = createPhrasebook(files);

const ticket = (number: string): Value => ({ as: 'ticket', number });
const count = (value: number): Value => ({ as: 'count', value });
const counter = (number: string): Value => ({ as: 'counter', number });

describe('on the screen', () => {
  test('values stand in their places, a number on one line with what it counts', () => {
    expect(texts.screen('vi', 'call.standard', { ticket: ticket('A012'), counter: counter('4') })).toBe(
      'Xin mời số A012, đến quầy số 4.',
    );
    expect(texts.screen('vi', 'ticket.ahead', { n: count(12) })).toBe('Phía trước còn 12\u00a0người');
    expect(texts.screen('en', 'way.distance', { metres: { as: 'metres', value: 12.5 } })).toBe('about 12.5\u00a0m');
    expect(texts.screen('vi', 'way.distance', { metres: { as: 'metres', value: 12.5 } })).toBe('khoảng 12,5\u00a0m');
  });

  test('one of something has its own phrase', () => {
    expect(texts.screen('en', 'ticket.ahead', { n: count(1) })).toBe('1\u00a0person before you');
    expect(texts.screen('en', 'ticket.ahead', { n: count(2) })).toBe('2\u00a0people before you');
    expect(texts.screen('fr', 'ticket.ahead', { n: count(1) })).toBe('1\u00a0personne avant vous');
  });

  test('a phrase inside a phrase; a sentence begins with a capital', () => {
    const values: Values = {
      counter: counterName('4'),
      direction: { as: 'phrase', key: 'direction.left', values: {} },
      metres: { as: 'metres', value: 9 },
    };
    expect(texts.screen('vi', 'way.words', values)).toBe('Quầy số 4 ở bên trái, cách đây khoảng 9\u00a0m.');
    expect(texts.screen('en', 'way.words', values)).toBe('Counter 4 is on your left, about 9\u00a0m away.');
    expect(texts.screen('fr', 'way.words', values)).toBe('Le guichet 4 se trouve à gauche, à environ 9\u00a0m.');
  });

  test('dates, times, money and opening hours as each language writes them', () => {
    const date: Value = { as: 'date', year: 2026, month: 9, day: 1 };
    const time: Value = { as: 'time', hour: 8, minute: 5 };
    const issued = (tag: string): string => texts.screen(tag, 'slip.issued', { time, date });
    expect(issued('vi')).toBe('Cấp lúc 08:05, 01/09/2026');
    expect(issued('en')).toBe('Issued at 08:05, 1\u00a0September\u00a02026');
    expect(issued('zh-Hans')).toBe('取号时间：2026年9月1日 08:05');
    expect(issued('ko')).toBe('발급: 2026년\u00a09월\u00a01일 08:05');
    expect(issued('ja')).toBe('発行：2026年9月1日 08:05');
    expect(issued('fr')).toBe('Émis le 1er\u00a0septembre\u00a02026 à 08:05');
    const spans: Value = {
      as: 'spans',
      spans: [
        { from: 480, to: 720 },
        { from: 780, to: 1440 },
      ],
    };
    expect(texts.screen('vi', 'closed.hours', { hours: spans })).toBe(
      'Giờ làm việc hôm nay: 08:00–12:00, 13:00–24:00.',
    );
    expect(texts.screen('vi', 'pay.qr', { amount: { as: 'money', dong: 1_250_500 } })).toContain('1.250.500\u00a0đ');
    expect(texts.screen('vi', 'pay.qr', { amount: { as: 'money', dong: 0 } })).toContain('Miễn phí, lệ phí');
    expect(texts.screen('en', 'pay.qr', { amount: { as: 'money', dong: 8000 } })).toContain('8,000\u00a0VND');
  });

  test('Korean particles follow the last sound, digits included', () => {
    const way = (value: Value): string => texts.screen('ko', 'ticket.called', { counter: value });
    expect(way(counterName('4'))).toBe('고객님 차례입니다. 4번 창구로 가 주십시오.');
    const place = (text: string): string =>
      texts.screen('ko', 'ticket.called', { counter: { as: 'text', text, words: '' } });
    expect(place('정문')).toContain('정문으로');
    expect(place('교실')).toContain('교실로');
    expect(place('3')).toContain('3으로');
    expect(place('2')).toContain('2로');
    expect(place('Hall')).toContain('Hall(으)로');
  });

  test('French punctuation does not break away from its word', () => {
    expect(texts.screen('fr', 'timeout.ask', {})).toBe('Avez-vous besoin de plus de temps\u00a0?');
  });
});

describe('for the ear', () => {
  test('numbers are words, tickets are read as codes, and only spoken languages speak', () => {
    const values = { ticket: ticket('A105'), counter: counter('21') };
    expect(texts.speech('vi', 'call.standard', values)).toBe('Xin mời số a một không năm, đến quầy số hai mươi mốt.');
    expect(texts.speech('en', 'call.standard', values)).toBe(
      'Ticket number A one zero five, please go to counter twenty-one.',
    );
    for (const tag of ['zh-Hans', 'ko', 'ja', 'fr']) expect(texts.speech(tag, 'call.standard', values)).toBeNull();
  });

  test('a site may have its tickets read as numbers, in the southern way', () => {
    const southern = createPhrasebook(files, { dialect: 'south', tickets: 'number' });
    expect(southern.speech('vi', 'call.standard', { ticket: ticket('A105'), counter: counter('24') })).toBe(
      'Xin mời số a một trăm lẻ năm, đến quầy số hai mươi bốn.',
    );
  });

  test('ông/bà is said without its stroke, and ạ is said though it is not written', () => {
    expect(texts.speech('vi', 'timeout.ask', {})).toBe('Ông bà có cần thêm thời gian không ạ?');
    expect(texts.speech('vi', 'closed.title', {})).toBe('Hiện đã hết giờ làm việc');
  });

  test('opening hours and dates', () => {
    const spans: Value = {
      as: 'spans',
      spans: [
        { from: 480, to: 690 },
        { from: 810, to: 1020 },
      ],
    };
    expect(texts.speech('vi', 'closed.hours', { hours: spans })).toBe(
      'Giờ làm việc hôm nay từ tám giờ đến mười một giờ ba mươi phút, từ mười ba giờ ba mươi phút đến mười bảy giờ.',
    );
    expect(texts.speech('en', 'closed.hours', { hours: spans })).toBe(
      "Today we are open from eight o'clock to eleven thirty, from one thirty p.m. to five p.m.",
    );
  });

  test('names of the site become sayable: numbers in words, no sign spelt out', () => {
    const reader = readerOf('vi', 'north');
    if (reader === null) throw new Error('no Vietnamese reader');
    const readings = { 'ông/bà': 'ông bà', VNeID: 'vi en i đi' };
    expect(sayable(reader, readings, 'Căn cước (tầng 2)')).toBe('Căn cước, tầng hai');
    expect(sayable(reader, readings, 'Hỗ trợ VNeID & mạng 24/7')).toBe('Hỗ trợ vi en i đi mạng hai mươi tư trên bảy');
    expect(sayable(reader, readings, 'Nghỉ 30/4 và 1/5')).toBe('Nghỉ ngày ba mươi tháng tư và ngày mùng một tháng năm');
    expect(sayable(reader, readings, 'Quầy A1–A4')).toBe('Quầy a một, a bốn');
    expect(sayable(reader, readings, 'Nguyễn'.normalize('NFD'))).toBe('Nguyễn');
  });
});

describe('asking for what is not there is a bug', () => {
  test('a language, a phrase, a placeholder', () => {
    expect(() => texts.screen('xx', 'common.back', {})).toThrow(BugError);
    expect(() => texts.screen('vi', 'common.none', {})).toThrow('no phrase common.none');
    expect(() => texts.screen('vi', 'call.standard', { ticket: ticket('A1') })).toThrow('needs {counter}');
  });
  test('a spoken language without a reader', () => {
    const file: PhraseFile = { tag: 'de', spoken: true, readings: {}, phrases: {} };
    expect(() => createPhrasebook([file])).toThrow('no reader');
  });
});

describe('whatever the values', () => {
  const value: fc.Arbitrary<Value> = fc.oneof(
    fc.record({
      as: fc.constant('text' as const),
      text: fc.string().map((text) => text.replaceAll(/[{}]/g, '')),
      words: fc.string({ unit: 'grapheme' }),
    }),
    fc.record({ as: fc.constantFrom('count' as const, 'minutes' as const), value: fc.nat() }),
    fc.record({ as: fc.constant('metres' as const), value: fc.double({ min: 0, max: 1000, noNaN: true }) }),
    fc.record({ as: fc.constant('ticket' as const), number: fc.stringMatching(/^[A-Z]{0,2}\d{1,4}$/) }),
    fc.record({ as: fc.constant('counter' as const), number: fc.stringMatching(/^[A-Z]?\d{1,2}[a-z]?$/) }),
    fc.record({
      as: fc.constant('time' as const),
      hour: fc.integer({ min: 0, max: 23 }),
      minute: fc.integer({ min: 0, max: 59 }),
    }),
    fc.record({
      as: fc.constant('date' as const),
      year: fc.integer({ min: 2000, max: 2100 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 28 }),
    }),
    fc.record({ as: fc.constant('money' as const), dong: fc.nat() }),
    fc.constant<Value>(counterName('3')),
  );
  test('every phrase of every language is written, and what is spoken is NFC without a numeral', () => {
    const phrases = files.flatMap(({ tag, phrases: all }) =>
      Object.entries(all).map(([key, { screen }]) => ({ tag, key, names: placeholdersOf(screen) })),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...phrases),
        fc.array(value, { minLength: 4, maxLength: 4 }),
        ({ tag, key, names }, some) => {
          const values = Object.fromEntries(names.map((name, at) => [name, some[at % 4] ?? count(0)]));
          const written = texts.screen(tag, key, values);
          expect(written).toBe(written.normalize('NFC'));
          expect(written).not.toMatch(/\{[A-Za-z]+\}/);
          const words = texts.speech(tag, key, values);
          if (words === null) return;
          expect(words).not.toMatch(/\p{N}/u);
          expect(words).toBe(words.normalize('NFC'));
        },
      ),
      { numRuns: runs({ fast: 3000, long: 100_000 }) },
    );
  });
});
