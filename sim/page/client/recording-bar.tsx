import type { Door, Hello } from './state.ts';
import { say } from './text.ts';

/** Says that nothing of this happens now, and takes whoever looks to any moment of it. */
export function RecordingBar({ door, recording }: { door: Door; recording: NonNullable<Hello['recording']> }) {
  const { ask, state } = door;
  const now = state.frame?.time.now ?? 0;
  const minutes = (ms: number): string =>
    `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;
  return (
    <div class="recording" role="status">
      <strong>{say(state, 'recording')}</strong>
      <span>{say(state, 'recordingOf', { file: recording.source })}</span>
      <label>
        {say(state, 'recordingJump')}
        <input
          type="range"
          min={0}
          max={Math.ceil(recording.spanMs / 1000)}
          value={Math.floor(now / 1000)}
          onChange={(event) => ask({ do: 'jump', to: Number(event.currentTarget.value) * 1000 })}
        />
      </label>
      <span class="at">
        {minutes(now)} / {minutes(recording.spanMs)}
      </span>
    </div>
  );
}
