import { cardSections } from './cases-card.ts';
import { installSection } from './cases-install.ts';
import { recordingSections } from './cases-recording.ts';
import { releaseSections } from './cases-release.ts';
import { updateSection } from './cases-update.ts';
import type { ShownSection } from './case.ts';

/** In the order in which a device comes to work: each goes on where the one before ended. */
export const shownSections: readonly ShownSection[] = [
  ...releaseSections,
  ...cardSections,
  installSection,
  updateSection,
  ...recordingSections,
];
