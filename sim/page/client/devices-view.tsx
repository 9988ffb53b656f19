import { useEffect, useState } from 'preact/hooks';
import { isOff, type PageDevice } from '../protocol.ts';
import type { Door, Hello } from './state.ts';
import { buttonTexts } from '../../../config/languages/messages/sim-names.ts';
import { sitePageNames } from '../../../config/languages/messages/sim-page.ts';
import { clockText, nameOf, say, sayOf } from './text.ts';

/** Every device's own screen, the chosen one large; beside it what its loudspeaker says and its printer hands out. */
export function DevicesView({ door, hello, board }: { door: Door; hello: Hello; board: string | null }) {
  const { state, ask } = door;
  const device = hello.devices.find(({ id }) => id === state.device);
  const screen = device?.screens[0];
  const wide = screen !== undefined && screen.widthPx > screen.heightPx;
  return (
    <section class={`devices ${wide ? 'wide' : 'tall'}`}>
      <div class="screens">
        {hello.devices.map((each) => (
          <DeviceScreen key={each.id} door={door} hello={hello} device={each} />
        ))}
      </div>
      {device === undefined ? null : (
        <div class="beside">
          <div class="about">
            <strong>{device.id}</strong>
            <span>{nameOf(state, device.placeName)}</span>
          </div>
          {board === null ? null : <BoardOnWall door={door} path={board} />}
          <Speech door={door} device={device} />
          <SlipTray door={door} hello={hello} device={device} />
          {device.buttons.map((button) => (
            <button key={button} type="button" onClick={() => ask({ do: 'press', device: device.id, button })}>
              {say(state, 'button', { name: sayOf(state, buttonTexts[button], button) })}
            </button>
          ))}
        </div>
      )}
    </section>
  );
}

function DeviceScreen({ door, hello, device }: { door: Door; hello: Hello; device: PageDevice }) {
  const { state, set } = door;
  const [screen] = device.screens;
  if (screen === undefined) return null;
  const chosen = state.device === device.id;
  const off = isOff(hello.faults, device.id);
  const dark = hello.faults.some(
    (fault) => fault.device === device.id && fault.name === screen.name && fault.kind === 'detached' && fault.on,
  );
  return (
    <figure
      class={`glass ${chosen ? 'chosen' : 'small'} ${dark || off ? 'dark' : ''} ${screen.widthPx > screen.heightPx ? 'wide' : 'tall'}`}
      style={{ '--aspect': screen.widthPx / screen.heightPx }}
    >
      <iframe src={screen.path} title={`${device.id}: ${say(state, 'screen')}`} tabIndex={chosen ? 0 : -1} />
      {chosen ? null : (
        <button type="button" class="choose" onClick={() => set({ device: device.id })} aria-label={device.id} />
      )}
      {dark || off ? <span class="darkness">{say(state, off ? 'poweredOff' : 'dark')}</span> : null}
      <figcaption>{chosen ? say(state, 'screen') : device.id}</figcaption>
    </figure>
  );
}

/** The hall's board, as it hangs there; large in a window of its own. */
function BoardOnWall({ door: { state }, path }: { door: Door; path: string }) {
  const name = sayOf(state, sitePageNames['board'], 'board');
  return (
    <a class="board-on-wall" href={path} target="_blank" rel="noreferrer" aria-label={name}>
      <iframe src={path} title={name} tabIndex={-1} />
    </a>
  );
}

function Speech({ door, device }: { door: Door; device: PageDevice }) {
  const { state } = door;
  const sound = state.sounds.get(device.id);
  const speaking =
    sound !== undefined && state.frame !== null && state.frame.time.now < sound.t + sound.durationMs + 300;
  return (
    <div class={`speech ${speaking ? 'speaking' : ''}`}>
      <h3>{say(state, 'says')}</h3>
      {sound === undefined ? (
        <p class="quiet">{say(state, 'silent')}</p>
      ) : (
        <p lang={sound.language}>{sound.words === '' ? `♪ ${say(state, 'chime')}` : `“${sound.words}”`}</p>
      )}
    </div>
  );
}

/** The phone's page behind a slip's code: its address, or, where the site has none, the number that the code tells. */
function phoneOf(code: string | null): string | null {
  const token = /\/t\/([0-9a-f]{32})$/.exec(code ?? '')?.[1];
  if (token !== undefined) return `/t/${token}`;
  const number = /\b[A-Z]\d{2,5}\b/.exec(code?.split('\n')[0] ?? '')?.[0];
  return number === undefined ? null : `/phone/${number}`;
}

/** The paper as it lies in the tray; a new one comes out of the printer's mouth. */
function SlipTray({ door, hello, device }: { door: Door; hello: Hello; device: PageDevice }) {
  const { state } = door;
  const slips = state.slips.filter((slip) => slip.device === device.id && slip.picture !== null);
  const [back, setBack] = useState(0);
  const newest = slips.at(-1)?.id ?? 0;
  useEffect(() => setBack(0), [newest, device.id]);
  const slip = slips.at(-1 - back);
  const phone = phoneOf(slip?.qr ?? null);
  const start = state.frame === null ? 0 : state.frame.time.wall - state.frame.time.now;
  return (
    <div class="tray">
      <h3>
        {say(state, 'slips')}
        {slip === undefined ? null : <span>{clockText(start + slip.t, hello.zoneOffsetMin)}</span>}
      </h3>
      <div class="mouth" />
      {slip === undefined || slip.picture === null ? (
        <p class="quiet">{say(state, 'noSlip')}</p>
      ) : (
        <div class="paper" key={slip.id}>
          <img src={slip.picture} alt={slip.qr ?? ''} />
        </div>
      )}
      {phone === null ? null : (
        <a class="phone" href={phone} target="_blank" rel="noopener">
          {say(state, 'phone')}
        </a>
      )}
      {slips.length > 1 ? (
        <div class="leaf-through">
          <button type="button" disabled={back >= slips.length - 1} onClick={() => setBack(back + 1)}>
            {say(state, 'older')}
          </button>
          <button type="button" disabled={back === 0} onClick={() => setBack(back - 1)}>
            {say(state, 'newer')}
          </button>
        </div>
      ) : null}
    </div>
  );
}
