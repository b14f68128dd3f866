import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Fact, Verdict } from '../types';
import { pageOf } from './search';

const SIZE = 50;

/** The rows that are shown, and the controls below them. On paper all are shown. */
export function usePage<Row>(rows: readonly Row[], key: string, isPrinted: boolean, size = SIZE) {
  const [asked, ask] = useState({ key, index: 0 });
  // Another search begins at its first page.
  const page = pageOf(rows, asked.key === key ? asked.index : 0, isPrinted ? Number.MAX_SAFE_INTEGER : size);
  const pager = <Pager page={page} total={rows.length} go={(index) => ask({ key, index })} />;
  return { shown: page.rows, pager };
}

interface PagerProps {
  readonly page: ReturnType<typeof pageOf>;
  readonly total: number;
  readonly go: (index: number) => void;
}

function Pager({ page, total, go }: PagerProps) {
  if (page.pages < 2) return null;
  return (
    <nav class="pager" aria-label="Pages">
      <button type="button" disabled={page.index === 0} onClick={() => go(page.index - 1)}>
        Previous
      </button>
      <span>
        {count(page.first)}–{count(page.last)} of {count(total)}
      </span>
      <button type="button" disabled={page.index === page.pages - 1} onClick={() => go(page.index + 1)}>
        Next
      </button>
    </nav>
  );
}

/** `2,000`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 tenant`, `2,000 tenants`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

export function VerdictTag({ verdict, isBypass = false }: { readonly verdict: Verdict; readonly isBypass?: boolean }) {
  const tone = isBypass && verdict !== 'denied' ? 'danger' : verdict;
  return <span class={`tag ${tone}`}>{verdict}</span>;
}

export function Tag({ tone, children }: { readonly tone: string; readonly children: ComponentChildren }) {
  return <span class={`tag ${tone}`}>{children}</span>;
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

interface ViewProps {
  readonly title: string;
  readonly lead: ComponentChildren;
  readonly children: ComponentChildren;
}

export function View({ title, lead, children }: ViewProps) {
  const id = `view-${title.toLowerCase().replaceAll(' ', '-')}`;
  return (
    <section class="view" aria-labelledby={id}>
      <h2 id={id} tabIndex={-1}>
        {title}
      </h2>
      <p class="lead">{lead}</p>
      {children}
    </section>
  );
}

interface TableProps {
  readonly label: string;
  /** The class of the table. */
  readonly look?: string;
  readonly titles: readonly string[];
  /** Its rows. */
  readonly children: ComponentChildren;
}

/** A table with one row of titles. */
export function Table({ label, look = 'plain', titles, children }: TableProps) {
  return (
    <Scroll label={label}>
      <table class={look}>
        <thead>
          <tr>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Scroll>
  );
}

/** Names with their values. */
export function Facts({ facts, look = 'facts' }: { readonly facts: readonly Fact[]; readonly look?: string }) {
  return (
    <dl class={look}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A table that scrolls sideways on small screens, also by keyboard. */
export function Scroll({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class="scroll" aria-label={`${label}, table`} tabIndex={0}>
      {children}
    </section>
  );
}
