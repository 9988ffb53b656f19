import { slipOf, type SlipOccasion } from '../../behaviours/ticketing/slip.ts';
import type { TicketingSettings } from '../../behaviours/ticketing/settings.ts';
import { createPhrasebook } from '../../behaviours/voice/phrasebook.ts';
import type { Texts } from '../../behaviours/voice/texts.ts';
import { loadLanguages } from '../../config/languages.ts';
import type { Slip } from '../../hal/ports/ticket-printer.ts';

export const languages = ['vi', 'en', 'fr', 'zh-Hans', 'ko', 'ja'] as const;
export type Language = (typeof languages)[number];

let texts: Texts | null = null;
const shippedTexts = (): Texts => {
  if (texts !== null) return texts;
  const loaded = loadLanguages('config/languages', [...languages]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
  texts = createPhrasebook(loaded.value);
  return texts;
};

/** Names in each language, as long as real ones are. */
const settings = (publicBase: string): TicketingSettings => ({
  centerName: {
    vi: 'Trung tâm Phục vụ hành chính công phường Ba Đình',
    en: 'Ba Đình Ward Public Service Centre',
    fr: 'Centre de services publics du quartier de Ba Đình',
    'zh-Hans': '巴亭坊公共行政服务中心',
    ko: '바딘동 공공행정서비스센터',
    ja: 'バーディン坊行政サービスセンター',
  },
  services: [
    {
      id: 'cu-tru',
      icon: 'residence',
      name: {
        vi: 'Cư trú, căn cước',
        en: 'Residence and identity card',
        fr: 'Résidence, carte d’identité',
        'zh-Hans': '居住登记、身份证',
        ko: '거주, 신분증',
        ja: '居住・身分証明書',
      },
    },
  ],
  counters: [{ id: '2', services: ['cu-tru'] }],
  directions: { '2': 0.7 },
  askPriority: false,
  aloud: true,
  printer: true,
  publicBase,
  idleMs: 45_000,
  warningMs: 25_000,
  numberMs: 20_000,
  officeRetryMs: 2000,
  officeGiveUpMs: 10_000,
  offerMs: 180_000,
  printMs: 15_000,
  doubleTapMs: 400,
});

const ticketAfter = (ahead: number) => ({
  ticket: '2026-08-03/H012',
  number: 'H012',
  day: '2026-08-03',
  service: 'cu-tru',
  ahead,
  waitMin: ahead === 0 ? null : 25,
  direct: ahead === 0,
  counters: ['2'],
  token: '0123456789abcdef',
  issuedMinute: 515,
});

/** The slip that ticketing makes with the shipped phrases. `ahead` 0 is sent straight to its counter. */
export const shippedSlip = (
  language: Language,
  ahead: number,
  options: { readonly publicBase?: string; readonly occasion?: SlipOccasion } = {},
): Slip =>
  slipOf(
    `sample-${language}`,
    ticketAfter(ahead),
    options.occasion ?? 'first',
    settings(options.publicBase ?? 'https://xephang.example.gov.vn'),
    shippedTexts(),
    language,
  );
