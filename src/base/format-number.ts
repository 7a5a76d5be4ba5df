/**
 * A number as people read it: four significant digits, whole parts never rounded away and grouped by thousands,
 * powers of ten only below 0.0001 and from 10^15.
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '-infinite';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-4 || size >= 1e15) return String(Number(value.toPrecision(4)).toExponential()).replace('e+', 'e');
  if (Number.isInteger(value)) return WHOLE.format(value);
  if (size < 999.95) return String(Number(value.toPrecision(4)));
  return TENTHS.format(value);
}

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
