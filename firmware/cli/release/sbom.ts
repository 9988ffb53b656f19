import type { Shipped } from './modules.ts';

/** npm writes `sha512-<base64>`; CycloneDX wants the algorithm's name and hexadecimal digits. */
const hashOf = (integrity: string): readonly { readonly alg: string; readonly content: string }[] => {
  const found = /^sha512-([A-Za-z0-9+/=]+)$/u.exec(integrity)?.[1];
  return found === undefined ? [] : [{ alg: 'SHA-512', content: Buffer.from(found, 'base64').toString('hex') }];
};

/** The name with its scope's sign escaped, as the package URL specification wants it. */
const purl = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** What the release is made of, as a CycloneDX 1.5 document; the same release, the same bytes. */
export const sbom = (version: string, commit: string, node: string, packages: readonly Shipped[]): string =>
  `${JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      metadata: {
        component: {
          type: 'firmware',
          name: 'letan',
          version,
          'bom-ref': `letan@${version}`,
          properties: [{ name: 'commit', value: commit }],
        },
      },
      components: [
        { type: 'platform', name: 'node', version: node, purl: `pkg:generic/node@${node}` },
        ...packages.map(({ integrity, license, name, path, version: its }) => ({
          type: 'library',
          'bom-ref': path,
          name,
          version: its,
          purl: purl(name, its),
          ...(license === '' ? {} : { licenses: [{ expression: license }] }),
          ...(hashOf(integrity).length === 0 ? {} : { hashes: hashOf(integrity) }),
        })),
      ],
    },
    null,
    2,
  )}\n`;
