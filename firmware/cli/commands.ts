import type { Command } from 'commander';

/** Puts a command, with what it can be told, under the program's name. */
export type Mount = (program: Command) => void;

/** The device's own commands. Each is loaded when it is asked for, so that `run` does not wait for the others. */
export const commands: Readonly<Record<string, () => Promise<Mount>>> = {
  run: async () => (await import('./run.ts')).mountRun,
  config: async () => (await import('./config.ts')).mountConfig,
  say: async () => (await import('./say.ts')).mountSay,
  doctor: async () => (await import('./doctor.ts')).mountDoctor,
  'bench-kit': async () => (await import('./bench-kit.ts')).mountBenchKit,
  wiring: async () => (await import('./wiring.ts')).mountWiring,
  staff: async () => (await import('./staff.ts')).mountStaff,
  ledger: async () => (await import('./ledger.ts')).mountLedger,
  strip: async () => (await import('./strip.ts')).mountStrip,
  hub: async () => (await import('./hub.ts')).mountHub,
  recording: async () => (await import('./recording.ts')).mountRecording,
  panel: async () => (await import('./panel.ts')).mountPanel,
  update: async () => (await import('./update.ts')).mountUpdate,
  support: async () => (await import('./support.ts')).mountSupport,
  stick: async () => (await import('./stick.ts')).mountStick,
  manual: async () => (await import('./manual.ts')).mountManual,
};

/** Commands that only a desktop has, by the module that mounts each as `mount`; the bundle for devices leaves them out. */
export const desktopCommands: Readonly<Record<string, string>> = {
  sim: '../../sim/main.ts',
  print: '../../sim/print-command.ts',
  replay: '../../sim/replay-command.ts',
  bench: '../../tests/bench/main.ts',
  train: '../../sim/training/command.ts',
  release: './release.ts',
  image: './image.ts',
  flash: './flash.ts',
  install: './install.ts',
};
