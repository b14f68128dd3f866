import { type Ask, TENANTS } from './_tenants';

/** What Squid says of the rendered files before it runs with them. */
export function parses(ask: Ask): void {
  test.each(TENANTS)('%s: Squid parses the rendered file without a warning', async (tenant) => {
    const { code, stderr } = await ask().squid(`squid-${tenant}`, '-k', 'parse');
    expect(code).toBe(0);
    expect(stderr).toContain('Processing: http_access deny all');
    const remarks = stderr.split('\n').filter((line) => !line.includes('Processing'));
    expect(remarks.join('\n')).not.toMatch(/warning|error|obsolete|deprecated|unknown|unrecognized|bungled/i);
  });
}
