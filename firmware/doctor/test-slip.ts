import type { Slip } from '../../hal/ports/ticket-printer.ts';

/** What a check-up prints: every kind of letter, so that whoever holds it sees that the head is whole. */
export const testSlip: Slip = {
  jobId: 'doctor',
  language: 'vi',
  blocks: [
    { kind: 'text', text: 'Phiếu thử · Test slip', size: 'large', bold: true, align: 'centre' },
    { kind: 'rule' },
    {
      kind: 'text',
      text: 'Ấn phẩm kiểm tra: ăâđêôơư ẮẰẲẴẶ ọộợ 0123456789',
      size: 'normal',
      bold: false,
      align: 'left',
    },
    { kind: 'space', mm: 8 },
  ],
};
