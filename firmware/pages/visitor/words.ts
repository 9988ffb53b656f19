/*
 * The few words that the page must say by itself: while no view has come yet, while the firmware does not answer, and about its own
 * buttons. Everything else comes finished in the view.
 */

export interface OwnWords {
  readonly away: string;
  /** Said when something is touched that cannot be done now. */
  readonly notNow: string;
  readonly begin: string;
  readonly more: string;
  readonly here: string;
  /** Said after the figure of a countdown to who listens only. */
  readonly seconds: string;
}

const english: OwnWords = {
  away: 'This machine will be back in a moment. Please wait, or ask a member of staff.',
  notNow: 'Your touch could not be taken just now. Please try again in a moment.',
  begin: 'Touch the screen to begin',
  more: 'More',
  here: 'You are here',
  seconds: 'seconds',
};

const words: Readonly<Record<string, OwnWords>> = {
  vi: {
    away: 'Máy sẽ trở lại trong giây lát. Xin ông/bà chờ hoặc gặp nhân viên.',
    notNow: 'Máy chưa nhận được thao tác. Xin ông/bà thử lại sau giây lát.',
    begin: 'Chạm vào màn hình để bắt đầu',
    more: 'Xem thêm',
    here: 'Ông/bà ở đây',
    seconds: 'giây',
  },
  en: english,
  'zh-Hans': {
    away: '设备即将恢复，请稍候或联系工作人员。',
    notNow: '暂时无法处理，请稍后再试。',
    begin: '触摸屏幕开始',
    more: '更多',
    here: '您在这里',
    seconds: '秒',
  },
  ko: {
    away: '잠시 후 다시 이용하실 수 있습니다. 기다리시거나 직원에게 문의해 주십시오.',
    notNow: '지금은 처리할 수 없습니다. 잠시 후 다시 시도해 주십시오.',
    begin: '화면을 터치하여 시작하십시오',
    more: '더 보기',
    here: '현재 위치',
    seconds: '초',
  },
  ja: {
    away: 'まもなく再開します。お待ちいただくか、係員にお声がけください。',
    notNow: 'ただいま受け付けられません。少し待ってからもう一度お試しください。',
    begin: '画面に触れて開始',
    more: 'その他',
    here: '現在地',
    seconds: '秒',
  },
  fr: {
    away: 'L’appareil sera bientôt de retour. Veuillez patienter ou vous adresser à un agent.',
    notNow: 'Votre choix n’a pas pu être pris en compte. Veuillez réessayer dans un instant.',
    begin: 'Touchez l’écran pour commencer',
    more: 'Suite',
    here: 'Vous êtes ici',
    seconds: 'secondes',
  },
};

export const ownWords = (language: string): OwnWords =>
  Object.hasOwn(words, language) ? (words[language] ?? english) : english;
