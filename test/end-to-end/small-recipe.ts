/** The one override that makes every recipe on the simulated epigenome small, as README gives it. */
export const SMALL = 'data.source.simulated={rows: 600, columns: 60}';
