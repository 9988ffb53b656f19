import { createHash } from 'node:crypto';
import type { Shipped } from './modules.ts';

/** npm writes `sha512-<base64>`; CycloneDX wants the algorithm's name and hexadecimal digits. */
const hashesOf = (integrity: string): { readonly hashes?: readonly unknown[] } => {
  const found = /^sha512-([A-Za-z0-9+/=]+)$/u.exec(integrity)?.[1];
  return found === undefined
    ? {}
    : { hashes: [{ alg: 'SHA-512', content: Buffer.from(found, 'base64').toString('hex') }] };
};

/** The name with its scope's sign escaped, as the package URL specification wants it. */
const purl = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** A serial number that the same release has each time: RFC 9562's version 8, out of what makes the release. */
const serialNumber = (facts: readonly string[]): string => {
  const hex = createHash('sha256').update(facts.join('\n')).digest('hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4] ?? '8';
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`];
  return `urn:uuid:${[...parts, hex.slice(20, 32)].join('-')}`;
};

export interface Contents {
  readonly version: string;
  readonly commit: string;
  readonly committedAt: number;
  readonly arch: string;
  readonly node: string;
  /** What native modules were built with. */
  readonly compiler: string;
  readonly packages: readonly Shipped[];
}

/** What a release is made of, as a CycloneDX 1.6 document; the same release, the same bytes. */
export const sbom = ({ arch, commit, committedAt, compiler, node, packages, version }: Contents): string => {
  const own = `letan@${version}`;
  const runtime = `node@${node}`;
  const nested = new Set(packages.flatMap(({ needs }) => needs));
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialNumber([version, commit, arch, node, compiler]),
    version: 1,
    metadata: {
      timestamp: new Date(committedAt * 1000).toISOString(),
      component: {
        type: 'firmware',
        name: 'letan',
        version,
        'bom-ref': own,
        licenses: [{ license: { id: 'Apache-2.0' } }],
        properties: [
          { name: 'letan:commit', value: commit },
          { name: 'letan:processor', value: arch },
          { name: 'letan:compiler', value: compiler },
        ],
      },
    },
    components: [
      {
        type: 'platform',
        'bom-ref': runtime,
        name: 'node',
        version: node,
        licenses: [{ license: { id: 'MIT' } }],
        purl: purl(`node-linux-${arch}`, node),
      },
      ...packages.map(({ integrity, license, name, path, version: its }) => ({
        type: 'library',
        'bom-ref': path,
        name,
        version: its,
        ...(license === '' ? {} : { licenses: [{ expression: license }] }),
        purl: purl(name, its),
        ...hashesOf(integrity),
      })),
    ],
    dependencies: [
      { ref: own, dependsOn: [runtime, ...packages.map(({ path }) => path).filter((path) => !nested.has(path))] },
      { ref: runtime },
      ...packages.map(({ needs, path }) => ({ ref: path, ...(needs.length === 0 ? {} : { dependsOn: needs }) })),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};
