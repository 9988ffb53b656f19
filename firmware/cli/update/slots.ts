import type { KeyObject } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../../hal/result.ts';
import { isSlot, otherSlot, type Installed, type Slot } from '../../installed.ts';
import { bundleParts, manifestBehind, manifestFrom, signatureBytes, type Manifest } from './bundle.ts';
import { ensureDirectory, switchLink, type Disk } from './disk.ts';
import { treeFault, type Depth, type TreeFault } from './tree.ts';

/*
 * Two links say what runs. `current` is the slot that the unit starts; `good` is the one whose release was last found good. They differ
 * while a release is on trial, and only then. Whatever decides about a trial (the start guard, the update's own service) is run from
 * `good`, so a release that cannot even start its Node takes nobody's way back.
 */

export type SlotFault =
  | { readonly kind: 'empty' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'no-release' }
  | { readonly kind: 'other-arch'; readonly arch: string }
  | { readonly kind: 'tree'; readonly fault: TreeFault };

const [manifestName, signatureName] = bundleParts;

/** The slot that a link names, null where it names none. */
const linked = (path: string): Slot | null => {
  try {
    const target = readlinkSync(path).replace(/\/$/u, '');
    return isSlot(target) ? target : null;
  } catch {
    return null;
  }
};

export interface Standing {
  /** What the unit starts; null: the link is missing or names no slot. */
  readonly current: Slot | null;
  /** What was last found good. A device that was never updated has no such link: what it runs is good. */
  readonly good: Slot | null;
}

export const standingOf = (at: Installed): Standing => {
  const current = linked(at.current);
  return { current, good: linked(at.good) ?? current };
};

/** The slot that is on trial, null while none is. */
export const onTrial = ({ current, good }: Standing): Slot | null => (current === good ? null : current);

/** Points both links at a slot, for a device that is set up anew. */
export function setUp(disk: Disk, at: Installed, slot: Slot): void {
  ensureDirectory(disk, at.home);
  switchLink(disk, at.good, slot);
  switchLink(disk, at.current, slot);
}

const bytesOf = (path: string): Buffer | null => {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
};

/** What is in a slot, by its own word; null: nothing that can be read. */
export const manifestIn = (top: string): Manifest | null =>
  manifestFrom(bytesOf(join(top, manifestName)) ?? Buffer.from('null')) ?? null;

/**
 * What is in a slot, proven: the manifest by its signature where keys are given, the tree by the manifest. `full` reads every byte;
 * a cheap look costs some thousand `stat`.
 */
export function checkSlot(
  top: string,
  keys: readonly KeyObject[] | null,
  depth: Depth,
  tell?: (read: number, of: number) => void,
  /** The processor that it must be for; another's where a card is made for another machine. */
  arch: string = process.arch,
): Result<Manifest, SlotFault> {
  const told = bytesOf(join(top, manifestName));
  const signature = bytesOf(join(top, signatureName));
  if (told === null) return fail({ kind: 'empty' });
  let manifest = manifestFrom(told) ?? null;
  if (keys !== null && signature?.length === signatureBytes) manifest = manifestBehind(told, signature, keys) ?? null;
  else if (keys !== null) manifest = null;
  if (manifest === null) return fail({ kind: keys === null ? 'no-release' : 'foreign' });
  if (manifest.arch !== arch) return fail({ kind: 'other-arch', arch: manifest.arch });
  const { tree, unpackedBytes } = manifest.payload;
  const fault = treeFault(top, tree, depth, (read) => tell?.(read, unpackedBytes));
  return fault === null ? ok(manifest) : fail({ kind: 'tree', fault });
}

/**
 * The newest version of the ledger that may be written: one that the release in the other slot reads too, so that going back needs
 * nothing of the ledger. Null: no other release is there to go back to.
 */
export function ledgerCeiling(top: string, other: string): number | null {
  const [own, kept] = [manifestIn(top), manifestIn(other)];
  return own === null || kept === null ? null : Math.min(own.ledger.newest, kept.ledger.newest);
}

/** The release that this very module belongs to. */
export interface OwnRelease {
  readonly slot: Slot;
  readonly manifest: Manifest;
  readonly ledgerCeiling: number | null;
}

/** Which slot a module was loaded from, by its own place; null: from a checkout, or from what was never put into a slot. */
export function ownRelease(module: string): OwnRelease | null {
  const top = /^(.*\/([^/]+))\/app\/firmware\/cli\//u.exec(module);
  const [, path = '', slot = ''] = top ?? [];
  const manifest = isSlot(slot) ? manifestIn(path) : null;
  if (!isSlot(slot) || manifest === null) return null;
  const other = join(dirname(path), otherSlot(slot));
  return { slot, manifest, ledgerCeiling: ledgerCeiling(path, other) };
}
