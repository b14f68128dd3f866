/** Set for jest where the suites in `lab/suites/scale` are named. Without it they are left out. */
export const SCALE_VARIABLE = 'EGRESS_LAB_SCALE';

/** Whether the arguments of `lab:test` name suites in `lab/suites/scale`; the name of a test does not count. */
export function namesScale(args: readonly string[]): boolean {
  return args.some(
    (arg, index) => /(^|\/)scale(\/|$)/.test(arg) && !/^(-t|--testNamePattern)$/.test(args[index - 1] ?? ''),
  );
}
