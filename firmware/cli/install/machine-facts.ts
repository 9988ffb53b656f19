/** What a machine says of itself before anything is brought to it. */
export interface MachineFacts {
  readonly user: string;
  /** `0`, `sudo` (without a password), or neither. */
  readonly root: 'self' | 'sudo' | 'no';
  /** `aarch64`. */
  readonly machine: string;
  readonly system: string;
  readonly model: string;
  readonly glibc: string;
  readonly systemd: string;
  /** Programs that are needed and not there. */
  readonly lacking: readonly string[];
  /** Bytes free where releases lie, and where they are brought to. */
  readonly freeHome: number;
  readonly freeStage: number;
}

/** What the way there and back needs of a system. */
const programs = ['tar', 'gzip', 'sha256sum', 'mktemp', 'systemctl'] as const;
/** Where what is sent lies until it is laid. */
export const stageFolder = '/var/tmp';

/** Asks for all facts at once; `root` is where it will be laid. Each line is `name=value`. */
export const factsScript = (root: string): string => `
PATH=$PATH:/usr/sbin:/sbin; LC_ALL=C; export PATH LC_ALL
root=${root}
free() { at=$1; while [ ! -d "$at" ]; do at=$(dirname "$at"); done; df -PB1 "$at" | sed -n '2s/^[^ ]* *[0-9]* *[0-9]* *\\([0-9]*\\).*/\\1/p'; }
echo "user=$(id -un)"
if [ "$(id -u)" = 0 ]; then echo root=self; elif sudo -n true 2>/dev/null; then echo root=sudo; else echo root=no; fi
echo "machine=$(uname -m)"
echo "system=$(. /etc/os-release 2>/dev/null; echo "$PRETTY_NAME")"
echo "model=$(tr -d '\\0' < /proc/device-tree/model 2>/dev/null || cat /sys/class/dmi/id/product_name 2>/dev/null)"
echo "glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/.* //')"
echo "systemd=$(systemctl --version 2>/dev/null | sed -n '1s/^systemd \\([0-9]*\\).*/\\1/p')"
for each in ${programs.join(' ')}; do command -v $each >/dev/null || echo "lacks=$each"; done
echo "freeHome=$(free "$root/opt/letan")"
echo "freeStage=$(free ${stageFolder})"
`;

export const readFacts = (out: string): MachineFacts => {
  const lines = out.split('\n').flatMap((line) => {
    const at = line.indexOf('=');
    return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
  });
  const fact = (name: string): string => lines.find(([each]) => each === name)?.[1] ?? '';
  const root = fact('root');
  return {
    user: fact('user'),
    root: root === 'self' || root === 'sudo' ? root : 'no',
    machine: fact('machine'),
    system: fact('system'),
    model: fact('model'),
    glibc: fact('glibc'),
    systemd: fact('systemd'),
    lacking: lines.filter(([name]) => name === 'lacks').map(([, program]) => program),
    freeHome: Number(fact('freeHome')),
    freeStage: Number(fact('freeStage')),
  };
};

export const archOfMachine = (machine: string): 'arm64' | 'x64' | null =>
  machine === 'aarch64' ? 'arm64' : machine === 'x86_64' ? 'x64' : null;

/** Node 24 is linked with glibc 2.28 (its BUILDING.md); the units use what systemd 247 brought. */
export const oldest = { glibc: '2.28', systemd: '247' } as const;

/** Whether a version like 2.36 is at least the other. */
export const atLeast = (found: string, wanted: string): boolean => {
  const [a, b] = [found, wanted].map((text) => text.split('.').map(Number));
  for (const [index, part] of (b ?? []).entries()) {
    const own = a?.[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
};
