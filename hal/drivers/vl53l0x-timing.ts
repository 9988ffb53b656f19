/**
 * How the VL53L0X counts time: in macro periods of 2304 clocks of its laser's pulse period. Source: VL53L0X API STSW-IMG005,
 * vl53l0x_api_core.c (`VL53L0X_calc_macro_period_ps`, `encode_timeout`, `set_measurement_timing_budget_micro_seconds`).
 */
const macroPeriodNs = (pulsePeriodClocks: number): number => Math.round((2304 * pulsePeriodClocks * 1655) / 1000);

/** A pulse period as its register has it. */
export const pulsePeriodClocks = (register: number): number => (register + 1) * 2;

export const macroPeriodsToUs = (periods: number, clocks: number): number =>
  Math.floor((periods * macroPeriodNs(clocks) + Math.floor(macroPeriodNs(clocks) / 2)) / 1000);

export const usToMacroPeriods = (us: number, clocks: number): number =>
  Math.floor((us * 1000 + Math.floor(macroPeriodNs(clocks) / 2)) / macroPeriodNs(clocks));

/** A time-out in macro periods as its 16-bit register has it: a byte, times two to the power of the other byte, and one. */
export const encodeTimeout = (periods: number): number => {
  if (periods <= 0) return 0;
  let low = periods - 1;
  let shift = 0;
  while (low > 0xff) {
    low >>>= 1;
    shift += 1;
  }
  return shift * 256 + low;
};
export const decodeTimeout = (register: number): number => (register & 0xff) * 2 ** (register >>> 8) + 1;

/** What each step costs besides its own time-out, in microseconds. */
const overheadUs = { start: 1320, end: 960, preRange: 660, finalRange: 550, dss: 690 } as const;
/** With less the chip does not measure at all. */
export const leastBudgetUs = 20_000;

export interface StepTimeouts {
  /** Registers MSRC_CONFIG_TIMEOUT_MACROP, PRE_RANGE_CONFIG_TIMEOUT_MACROP, and the two pulse periods in clocks. */
  readonly msrc: number;
  readonly preRange: number;
  readonly preRangeClocks: number;
  readonly finalRangeClocks: number;
}

/**
 * The final range's time-out register for a whole measurement of `budgetUs`, with the steps that the driver enables (dynamic SPAD
 * selection, pre-range, final range: sequence 0xE8); null where nothing is left for the final range.
 */
export const finalRangeTimeout = (budgetUs: number, steps: StepTimeouts): number | null => {
  const msrcUs = macroPeriodsToUs(steps.msrc + 1, steps.preRangeClocks);
  const preRangePeriods = decodeTimeout(steps.preRange);
  const preRangeUs = macroPeriodsToUs(preRangePeriods, steps.preRangeClocks);
  const used =
    overheadUs.start +
    overheadUs.end +
    2 * (msrcUs + overheadUs.dss) +
    preRangeUs +
    overheadUs.preRange +
    overheadUs.finalRange;
  if (used > budgetUs) return null;
  return encodeTimeout(usToMacroPeriods(budgetUs - used, steps.finalRangeClocks) + preRangePeriods);
};
