/** The clock of a device that is older than this firmware is wrong: nobody runs it before it was made. */
export const madeAt = Date.UTC(2026, 10, 22);
