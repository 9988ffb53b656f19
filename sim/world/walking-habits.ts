/**
 * How people walk and stop inside a building: `letan sim fit` on the Edinburgh Informatics Forum recording of 1 July (R. Fisher; 1 184
 * people, forked tracks left out). Street scenes agree on speed (ETH 1.51 ± 0.30 m/s, Zara 1.43 ± 0.32 m/s) and stop less (8 to 11 %);
 * squares with talking students stop far more (40 to 54 %) and walk slower.
 */
export const walking = {
  /** Mean speed of a person while walking, m/s, and its spread over people. */
  speed: { mean: 1.41, sd: 0.33 },
  /** Share of people who stand still for 1.5 s or longer on their way through. */
  stopping: 0.15,
  /** Mean length of such a stop. */
  stopMs: 6_400,
} as const;
