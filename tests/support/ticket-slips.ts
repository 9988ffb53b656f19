import { slipOf, type SlipOccasion } from '../../behaviours/ticketing/slip.ts';
import type { IssuedTicket } from '../../behaviours/hall/events.ts';
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

/** The longest names that a centre may have (80 characters), and services whose names are sentences. */
export const longNames: { readonly [of in 'center' | 'service']: Readonly<Record<Language, string>> } = {
  center: {
    vi: 'Điểm phục vụ hành chính công số 2 – Chi nhánh số 5, phường Văn Miếu – Quốc Tử Gi',
    en: 'Public Service Point No. 2 – Branch No. 5 of the Hà Nội Public Administration Ce',
    fr: 'Point de services publics nº 2 – Agence nº 5 du centre administratif de la ville',
    'zh-Hans': '河内市公共行政服务中心第五分中心文庙国子监坊第二服务点'.repeat(3).slice(0, 80),
    ko: '하노이시 공공행정서비스센터 제5지점 반미에우 꾸옥뜨잠동 제2서비스 지점 '.repeat(2).slice(0, 80).trim(),
    ja: 'ハノイ市行政サービスセンター第五支所ヴァンミエウ坊第二サービス窓口'.repeat(3).slice(0, 80),
  },
  service: {
    vi: 'Đăng ký biện pháp bảo đảm, chuyển quyền sử dụng đất và tài sản gắn liền với đất',
    en: 'Registration of secured transactions and transfers of land use rights and houses',
    fr: 'Enregistrement des sûretés et cession des droits d’usage du sol et des bâtiments',
    'zh-Hans': '担保措施登记、土地使用权及地上附着物所有权转让登记、变更登记',
    ko: '담보 조치 등록, 토지사용권 및 토지에 부속된 재산의 소유권 이전 등록',
    ja: '担保設定の登記、土地使用権および土地に付属する財産の所有権移転登記',
  },
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
  bookings: false,
  askPerson: false,
  reader: false,
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

const long = (publicBase: string): TicketingSettings => {
  const usual = settings(publicBase);
  return {
    ...usual,
    centerName: longNames.center,
    services: usual.services.map((service) => ({ ...service, name: longNames.service })),
  };
};

const ticketAfter = (ahead: number): IssuedTicket => ({
  ticket: '2026-08-03/H012',
  number: 'H012',
  day: '2026-08-03',
  service: 'cu-tru',
  ahead,
  wait: ahead === 0 ? null : { p50Min: 15, p90Min: 30, beyondClosing: false },
  direct: ahead === 0,
  counters: ['2'],
  token: '0123456789abcdef',
  apart: false,
  issuedMinute: 515,
});

/** The slip that ticketing makes with the shipped phrases. `ahead` 0 is sent straight to its counter. */
export const shippedSlip = (
  language: Language,
  ahead: number,
  options: {
    readonly publicBase?: string;
    readonly occasion?: SlipOccasion;
    readonly names?: 'usual' | 'long';
    readonly ticket?: Partial<IssuedTicket>;
  } = {},
): Slip =>
  slipOf(
    `sample-${language}`,
    { ...ticketAfter(ahead), ...options.ticket },
    options.occasion ?? 'first',
    (options.names === 'long' ? long : settings)(options.publicBase ?? 'https://xephang.example.gov.vn'),
    shippedTexts(),
    language,
  );
