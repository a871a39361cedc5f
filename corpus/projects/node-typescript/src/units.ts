const METRES: Record<string, number> = { m: 1, km: 1000, mile: 1609.344 };

export function convert(value: number, from: string, to: string): number {
  const [one, other] = [METRES[from], METRES[to]];
  if (one === undefined || other === undefined) {
    throw new Error(`unknown unit: ${one === undefined ? from : to}`);
  }
  return (value * one) / other;
}
