import { spawn } from 'node:child_process';

/** Keeps processors busy beside a test of real processes, as a host that has other things to do; ends when told so. */
export const busyHost = (processes: number): { readonly end: () => void } => {
  const busy = Array.from({ length: processes }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  return { end: () => busy.forEach((one) => one.kill('SIGKILL')) };
};
