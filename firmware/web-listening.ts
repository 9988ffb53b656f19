import type { WebSocket } from 'ws';
import type { TextSocket } from '../hal/drivers/web-display.ts';
import { errorCode } from '../hal/error-code.ts';

/** Why an address could not be listened on. */
export type WebFault =
  | { readonly kind: 'port-taken'; readonly where: string }
  | { readonly kind: 'not-permitted'; readonly where: string }
  | { readonly kind: 'no-address'; readonly where: string; readonly code: string };

export const listenFault = (error: unknown, where: string): WebFault => {
  const code = errorCode(error) ?? 'unknown';
  if (code === 'EADDRINUSE') return { kind: 'port-taken', where };
  if (code === 'EACCES') return { kind: 'not-permitted', where };
  return { kind: 'no-address', where, code };
};

/** The address to open in a browser on this machine. */
export const addressUrl = (address: {
  readonly family: string;
  readonly address: string;
  readonly port: number;
}): string => {
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '[::]' ? '[::1]' : host;
  return `http://${reachable}:${address.port}`;
};

/** A socket as pages' servers know it: texts in, texts out. */
export const textSocket = (socket: WebSocket): TextSocket => ({
  get buffered() {
    return socket.bufferedAmount;
  },
  send: (text) => {
    if (socket.readyState === socket.OPEN) socket.send(text);
  },
  close: (code, reason) => socket.close(code, reason),
  onMessage: (listener) =>
    void socket.on('message', (data, isBinary) => {
      // With the default binaryType every message is one Buffer.
      listener(isBinary ? null : (data as Buffer).toString('utf8'));
    }),
  onClose: (listener) => void socket.on('close', () => listener()),
});
