import type { Body, Printing } from '../../../../behaviours/reception/views.ts';
import type { PageIcon } from '../icon-paths.ts';
import { Pictogram } from '../icon.tsx';
import { QrCode } from '../qr.tsx';
import { TileGrid } from '../tiles.tsx';

const printingIcons: Readonly<Record<Printing, PageIcon>> = {
  none: 'phone',
  printing: 'print',
  printed: 'done',
  later: 'phone',
  unknown: 'unsure',
};

/** The visitor's number, as large as a slip, with what it stands for and what comes next. */
export function TicketScreen({ body }: { body: Extract<Body, { screen: 'ticket' }> }) {
  return (
    <div class="ticket-screen">
      <section class="slip">
        <div class="slip-head">
          <h1>{body.title}</h1>
          <p class="number">{body.number}</p>
          <p class="service">{body.service}</p>
        </div>
        <div class="slip-body">
          <ul class="facts">
            <Fact icon="people" text={body.ahead} />
            <Fact icon="time" text={body.wait} />
            <Fact icon="place" text={body.where} />
            <Fact icon={printingIcons[body.printing]} text={body.note} live={body.printing} />
          </ul>
          {body.qr === '' ? null : <QrCode data={body.qr} label={body.number} />}
        </div>
      </section>
      <div class="answers">
        <TileGrid tiles={body.tiles} low />
      </div>
    </div>
  );
}

function Fact({ icon, text, live }: { icon: PageIcon; text: string; live?: Printing }) {
  if (text === '') return null;
  return (
    <li class={live === undefined ? 'fact' : `fact printing ${live}`}>
      <Pictogram name={icon} />
      <span>{text}</span>
    </li>
  );
}
