import type { Slip, SlipBlock } from '../../hal/ports/ticket-printer.ts';

const line = (text: string, size: 'small' | 'normal' | 'large' | 'huge' = 'normal', bold = false): SlipBlock => ({
  kind: 'text',
  text,
  size,
  bold,
  align: 'centre',
});

/** What a ticket's QR says. */
export const qrOf = (number: string): string => `https://dichvu.example/t/2026-08-03/${number}`;

/** A slip as ticketing makes it. */
export const ticketSlip = (number: string): Slip => ({
  jobId: `job-${number}`,
  language: 'vi',
  blocks: [
    line('Điểm phục vụ hành chính công phường Ba Đình', 'normal', true),
    line('Số thứ tự của ông/bà', 'small'),
    line(number, 'huge', true),
    line('Chứng thực bản sao, chữ ký', 'normal', true),
    { kind: 'arrow', directionRad: 0.8, beside: ['Quầy số 3'] },
    { kind: 'rule' },
    { kind: 'qr', data: qrOf(number), mm: 22, beside: ['08:35, 03/08/2026'] },
  ],
});

/** One small line: quick to print. */
export const shortSlip = (number: string): Slip => ({
  jobId: `job-${number}`,
  language: 'vi',
  blocks: [line(number, 'large', true)],
});
