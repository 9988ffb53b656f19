import { dayKey } from '../../behaviours/hours/civil.ts';
import { stickFaultMessages } from '../../config/languages/messages/stick.ts';
import { worded, type StaffText } from '../../config/languages/messages/wording.ts';
import { unreachable } from '../../hal/assert.ts';
import type { Epoch } from '../../hal/units.ts';
import type { KeyFault } from './key.ts';

/** The day at the site, as staff write it. */
export const dayText = (at: Epoch, zoneOffsetMin: number): string => {
  const [year = '', month = '', day = ''] = dayKey(at, zoneOffsetMin).split('-');
  return `${day}/${month}/${year}`;
};

const wordsOf = (fault: KeyFault, zoneOffsetMin: number): ReturnType<typeof worded> => {
  switch (fault.kind) {
    case 'other-site':
      return worded(stickFaultMessages['other-site'], { site: fault.site });
    case 'other-device':
      return worded(stickFaultMessages['other-device'], { devices: fault.devices.join(', ') });
    case 'not-yet':
      return worded(stickFaultMessages['not-yet'], { date: dayText(fault.from, zoneOffsetMin) });
    case 'expired':
      return worded(stickFaultMessages.expired, { date: dayText(fault.until, zoneOffsetMin) });
    case 'no-trust':
    case 'no-key':
    case 'foreign':
      return worded(stickFaultMessages[fault.kind], {});
    default:
      return unreachable(fault);
  }
};

/** Why a stick opens nothing, as one line in each language. */
export const keyFaultText = (fault: KeyFault, zoneOffsetMin: number): StaffText => {
  const { needs, repair } = wordsOf(fault, zoneOffsetMin);
  return { vi: `${needs.vi}: ${repair.vi}`, en: `${needs.en}: ${repair.en}` };
};
