import { describe, expect, test } from 'vitest';
import type { Body, ScreenName, Tile, View } from '../../behaviours/reception/views.ts';
import { answer, nothingYet, numberOn, pageOf, wordsOn, type Memory, type Wish } from '../../sim/world/reading.ts';

const tile = (action: string, label: string, icon: Tile['icon'], emphasis: Tile['emphasis'] = 'normal'): Tile => ({
  action,
  label,
  detail: '',
  icon,
  emphasis,
});

const view = (body: Body, language = 'vi', more: readonly string[] = []): View => ({
  body,
  chrome: {
    language,
    languageButton: 'Ngôn ngữ',
    largerButton: 'Chữ to hơn',
    listenButton: null,
    helpButton: 'Gọi nhân viên',
    backButton: null,
    easy: false,
    low: false,
    lowButton: 'Hạ thấp',
    notes: [],
    awayText: '',
  },
  banner: null,
  waiting: null,
  face: null,
  caption: '',
  actions: [
    'chrome.language',
    'chrome.larger',
    'chrome.help',
    ...('tiles' in body ? body.tiles.map(({ action }) => action) : []),
    ...more,
  ],
  keys: [],
});

const wish: Wish = {
  service: { vi: 'Hộ tịch', en: 'Civil status' },
  language: 'vi',
  ownName: 'Tiếng Việt',
  priority: false,
  wantsWay: true,
  asksHelp: false,
  walksOffAt: null,
  dawdles: false,
};

const services = view({
  screen: 'services',
  title: 'Chọn dịch vụ',
  tiles: [
    tile('s.1', 'Chứng thực', 'certification'),
    tile('s.2', 'Hộ tịch', 'civil-status'),
    tile('unsure', 'Tôi không rõ', 'unsure'),
  ],
});
const ticket = (printing: Extract<Body, { screen: 'ticket' }>['printing']): View =>
  view({
    screen: 'ticket',
    title: 'Số của ông/bà',
    number: 'A012',
    service: 'Hộ tịch',
    ahead: '',
    wait: '',
    where: '',
    note: '',
    qr: '',
    printing,
    tiles: [tile('way', 'Xem đường đi', 'way'), tile('done', 'Xong', 'done', 'act')],
  });
const priority = view({
  screen: 'priority',
  title: 'Ưu tiên?',
  text: '',
  tiles: [tile('yes', 'Có', 'priority'), tile('no', 'Không', 'no')],
});
const mine: Memory = { ...nothingYet, chose: true, number: 'A012' };

describe('how a visitor answers a screen', () => {
  test.each<[string, View, Partial<Wish>, Memory, unknown]>([
    ['finds their service by its name', services, {}, nothingYet, { do: 'touch', action: 's.2', meaning: 'choose' }],
    [
      'finds it in the language that the screen speaks',
      view({ screen: 'services', title: '', tiles: [tile('s', 'Civil  status', 'civil-status')] }, 'en'),
      { language: 'en' },
      nothingYet,
      { do: 'touch', action: 's', meaning: 'choose' },
    ],
    [
      'turns the page when it is not there',
      view({ screen: 'services', title: '', tiles: [tile('more', 'Dịch vụ khác', 'more')] }),
      {},
      nothingYet,
      { do: 'touch', action: 'more', meaning: 'turn' },
    ],
    [
      'says that they are not sure when no page has it',
      services,
      { service: { vi: 'Đất đai' } },
      { ...nothingYet, turned: 4 },
      { do: 'touch', action: 'unsure', meaning: 'choose' },
    ],
    [
      'asks for their language first',
      services,
      { language: 'en' },
      nothingYet,
      { do: 'touch', action: 'chrome.language', meaning: 'language' },
    ],
    [
      'asks for it once only',
      services,
      { language: 'en' },
      { ...nothingYet, askedLanguage: true },
      { do: 'touch', action: 's.2', meaning: 'choose' },
    ],
    [
      'presses help when that is what they want',
      services,
      { asksHelp: true },
      nothingYet,
      { do: 'touch', action: 'chrome.help', meaning: 'help' },
    ],
    [
      'claims no priority that they have not',
      priority,
      {},
      nothingYet,
      { do: 'touch', action: 'no', meaning: 'choose' },
    ],
    [
      'claims the priority that they have',
      priority,
      { priority: true },
      nothingYet,
      { do: 'touch', action: 'yes', meaning: 'choose' },
    ],
    ['waits for a slip that is being printed', ticket('printing'), {}, mine, { do: 'await-slip' }],
    ['takes a slip that is printed', ticket('printed'), {}, mine, { do: 'await-slip' }],
    [
      'asks the way with the slip in hand',
      ticket('printed'),
      {},
      { ...mine, hasSlip: true },
      { do: 'touch', action: 'way', meaning: 'way' },
    ],
    ['goes with a number and no paper', ticket('later'), { wantsWay: false }, mine, { do: 'go', why: 'has a number' }],
    [
      'wipes away somebody else’s number',
      ticket('printed'),
      {},
      nothingYet,
      { do: 'touch', action: 'done', meaning: 'wake' },
    ],
    ['goes when the machine has turned to the next one', services, {}, mine, { do: 'go', why: 'has a number' }],
    [
      'walks off where they are such a person',
      services,
      { walksOffAt: 'services' },
      nothingYet,
      { do: 'go', why: 'walked off at services' },
    ],
    ['leaves what wants nothing of them', services, { service: null }, nothingYet, { do: 'go', why: 'wanted nothing' }],
    ['dawdles until the machine warns', priority, { dawdles: true }, { ...nothingYet, larger: true }, { do: 'watch' }],
    [
      'goes on once it has warned',
      priority,
      { dawdles: true },
      { ...nothingYet, larger: true, hadWarning: true },
      { do: 'touch', action: 'no', meaning: 'choose' },
    ],
    [
      'asks for more time',
      view({
        screen: 'time',
        title: '',
        text: '',
        seconds: 25,
        tiles: [tile('stay', 'Thêm thời gian', 'time', 'act')],
      }),
      {},
      nothingYet,
      { do: 'touch', action: 'stay', meaning: 'time' },
    ],
    [
      'leaves a closed machine',
      view({ screen: 'closed', title: '', text: '', tiles: [] }),
      {},
      nothingYet,
      { do: 'go', why: 'closed' },
    ],
    [
      'wakes a sleeping one',
      view({ screen: 'asleep' }, 'vi', ['touch']),
      {},
      nothingYet,
      { do: 'touch', action: 'touch', meaning: 'wake' },
    ],
    ['waits while it works', view({ screen: 'wait', title: '' }), {}, nothingYet, { do: 'watch' }],
    [
      'picks their own language by what it calls itself',
      view({
        screen: 'language',
        title: '',
        tiles: [tile('l.en', 'English', 'language'), tile('l.vi', 'Tiếng Việt', 'language')],
      }),
      { language: 'en', ownName: 'English' },
      { ...nothingYet, askedLanguage: true },
      { do: 'touch', action: 'l.en', meaning: 'choose' },
    ],
  ])('%s', (_, shown, own, memory, expected) => {
    expect(answer(shown, { ...wish, ...own }, memory)).toEqual(expected);
  });

  test('knows the number from the screens that show it, and from no other', () => {
    expect(numberOn(ticket('none'))).toBe('A012');
    expect(numberOn(services)).toBeNull();
  });

  test('reads words, two characters of Chinese for one', () => {
    expect(wordsOn(view({ screen: 'notice', title: 'Kính chào quý khách' }))).toBe(5);
    expect(wordsOn(view({ screen: 'notice', title: '请触摸屏幕开始' }))).toBe(5);
  });

  test('a count that changes is the same page, another question is not', () => {
    expect(pageOf(ticket('printing'))).toBe(pageOf(ticket('printed')));
    expect(pageOf(services)).not.toBe(pageOf(priority));
    const asleep: ScreenName = 'asleep';
    expect(pageOf(view({ screen: asleep }))).toBe('vi/asleep/');
  });
});
