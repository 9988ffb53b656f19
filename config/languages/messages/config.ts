import { boardMessages } from './boards.ts';
import { announcingMessages } from './announcing.ts';
import { brokerMessages } from './broker.ts';
import { cityConfigMessages } from './city.ts';
import { deviceMessages } from './device.ts';
import { fileMessages } from './files.ts';
import { phoneMessages } from './phone.ts';
import { pinMessages } from './pins.ts';
import { siteMessages } from './site.ts';
import { valueMessages } from './values.ts';

/** Everything that may be wrong in a site's or a device's files, and what to do about it. */
export const configMessages = {
  ...fileMessages,
  ...valueMessages,
  ...siteMessages,
  ...announcingMessages,
  ...brokerMessages,
  ...deviceMessages,
  ...boardMessages,
  ...pinMessages,
  ...phoneMessages,
  ...cityConfigMessages,
} as const;
