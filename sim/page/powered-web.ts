import type { Unsubscribe } from '../../hal/device.ts';
import type { TextSocket } from '../../hal/drivers/web-display.ts';
import type { Web } from '../../firmware/web.ts';
import type { Session } from '../session.ts';
import { isOff } from './protocol.ts';

/**
 * The web server of one simulated device: without power it answers nobody, as a real one would not. What it is asked for gets 503, sockets
 * that were open break. The pages' code still comes, since it is this process that has it.
 */
export const poweredWeb = (
  web: Web,
  session: Pick<Session, 'faults' | 'on'>,
  device: string,
): { readonly web: Web; readonly end: Unsubscribe } => {
  const open = new Set<TextSocket>();
  const end = session.on((event) => {
    if (event.type !== 'fault.switched' || !isOff(session.faults(), device)) return;
    for (const socket of open) socket.close(1012, 'the device has no power');
    open.clear();
  });
  const without: Web = {
    ...web,
    registerSocket: (path, given) => {
      const door = typeof given === 'function' ? { accept: given } : given;
      web.registerSocket(path, {
        ...door,
        accept: (socket, caller) => {
          if (isOff(session.faults(), device)) {
            socket.close(1012, 'the device has no power');
            return;
          }
          open.add(socket);
          socket.onClose(() => open.delete(socket));
          door.accept(socket, caller);
        },
      });
    },
    registerAction: (path, action) => {
      web.registerAction(path, {
        ...action,
        answer: (caller, body) =>
          isOff(session.faults(), device) ? { status: 503, body: { kind: 'busy' } } : action.answer(caller, body),
      });
    },
  };
  return { web: without, end };
};
