/** How every figure looks. Colours are Okabe and Ito's, told apart by people with any common colour blindness. */
import type { Config } from 'vega-lite';

export const FONT_FAMILY = 'Inter';

export const COLORS = {
  blue: '#0072B2',
  sky: '#56B4E9',
  orange: '#D55E00',
  green: '#009E73',
  pink: '#CC79A7',
  amber: '#E69F00',
  grey: '#8A8A8A',
  ink: '#333333',
} as const;

/** Colours of lines in the order they are given out. */
export const LINE_COLORS: readonly string[] = [
  COLORS.sky,
  COLORS.blue,
  COLORS.orange,
  COLORS.green,
  COLORS.pink,
  COLORS.amber,
];

const fonts = `${FONT_FAMILY}, sans-serif`;

export const theme: Config = {
  background: 'white',
  padding: 12,
  font: fonts,
  title: {
    anchor: 'start',
    color: COLORS.ink,
    fontSize: 15,
    fontWeight: 'normal',
    subtitleColor: '#555555',
    subtitleFontSize: 11.5,
    subtitleLineHeight: 15,
    offset: 10,
    limit: 900,
  },
  axis: {
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titleColor: COLORS.ink,
    titlePadding: 8,
    labelFontSize: 11,
    labelColor: COLORS.ink,
    labelLimit: 180,
    gridColor: '#ECECEC',
    domainColor: '#888888',
    tickColor: '#888888',
  },
  legend: { orient: 'top', title: null, labelFontSize: 11.5, labelColor: COLORS.ink, labelLimit: 300, symbolSize: 90 },
  header: { labelFontSize: 12, labelColor: COLORS.ink, labelLimit: 500, labelAnchor: 'start' },
  view: { stroke: null },
};
