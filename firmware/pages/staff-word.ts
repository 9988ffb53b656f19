import type { Web } from '../web.ts';
import type { StaffWord } from './visitor/page-data.ts';

/** Where the visitor's page asks what staff should see on it. */
export const staffWordPath = '/staff-word';

/** Serves what staff should see on the glass while visitors are served: faults by their codes, and why a stick opens nothing. */
export const registerStaffWord = (web: Web, word: () => StaffWord): void =>
  web.registerAction(staffWordPath, { method: 'GET', answer: () => ({ status: 200, body: word() }) });
