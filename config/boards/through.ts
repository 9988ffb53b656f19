/** What stands in the wire between a board's line and a part. */
export const throughs = ['direct', 'divider', 'level-shifter', 'transistor', 'optocoupler'] as const;
export type Through = (typeof throughs)[number];
