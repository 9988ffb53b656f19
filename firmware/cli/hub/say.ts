import { worded, type Message, type SlotValues, type StaffText } from '../../../config/languages/messages/wording.ts';

/** Says what is wrong and what to do, Vietnamese first, and ends with that code. */
export const refuse = <M extends Message>(code: number, message: M, values: SlotValues<M>): void => {
  const { needs, repair } = worded(message, values);
  process.stderr.write(`${needs.vi} → ${repair.vi}\n${needs.en} → ${repair.en}\n`);
  process.exitCode = code;
};

/** A line for staff, Vietnamese first; what has several lines follows as a whole in the other language. */
export const both = ({ en, vi }: StaffText): string => `${vi}${vi.includes('\n') ? '\n' : ' · '}${en}`;
