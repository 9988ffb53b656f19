/** How people walk and stop in the recordings; `letan sim fit` works the figures out again from any recording. */
export const walking = {
  speed: { mean: 1.25, sd: 0.25 },
} as const;
