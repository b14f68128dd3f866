/** What is left to do, in order. */
export function numbered(steps: readonly string[]): string[] {
  return ['To do, in this order:', ...steps.map((step, index) => `${`${index + 1}.`.padStart(4)} ${step}`)];
}
