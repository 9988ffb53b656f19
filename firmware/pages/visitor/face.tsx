import type { Face as FaceState } from '../../../behaviours/reception/views.ts';

/** As far as the eyes turn in their sockets, in units of the drawing. */
const reach = 26;

/**
 * The robot's face: two eyes that look at the person it attends to, blink, and close while it rests. Its left is at the right hand
 * of somebody who faces it.
 */
export function RobotFace({ face, small }: { face: NonNullable<FaceState>; small: boolean }) {
  const turn = Math.max(-1, Math.min(1, face.lookRad / 0.9));
  return (
    <svg
      class={`face ${small ? 'small' : ''} ${face.closed ? 'closed' : 'open'}`}
      viewBox="0 0 320 150"
      aria-hidden="true"
    >
      <rect class="visor" x="2" y="2" width="316" height="146" rx="73" />
      <g class="eyes" style={{ transform: `translateX(${(turn * reach).toFixed(1)}px)` }}>
        {[104, 216].map((x) =>
          face.closed ? (
            <path key={x} class="lid" d={`M${x - 26} 76q26 24 52 0`} />
          ) : (
            <g key={x} class="eye">
              <rect x={x - 20} y="42" width="40" height="66" rx="20" />
              <circle class="glint" cx={x + 6 + turn * 5} cy="60" r="7" />
            </g>
          ),
        )}
      </g>
    </svg>
  );
}
