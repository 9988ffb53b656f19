/** The frames of a SQLite write-ahead log as the format's description has them, read without checking anything. */
export interface WalFrame {
  /** Where the frame's header begins. */
  readonly at: number;
  readonly bytes: number;
  readonly commit: boolean;
}

export const walFrames = (wal: Uint8Array): WalFrame[] => {
  if (wal.length < 32) return [];
  const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
  const bytes = 24 + view.getUint32(8);
  const frames: WalFrame[] = [];
  for (let at = 32; at + bytes <= wal.length; at += bytes)
    if (view.getUint32(at + 8) === view.getUint32(16) && view.getUint32(at + 12) === view.getUint32(20))
      frames.push({ at, bytes, commit: view.getUint32(at + 4) !== 0 });
  return frames;
};
