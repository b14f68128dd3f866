import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ReportData } from '../types';
import { AllowView } from './allow';
import { Details } from './details';
import { DifferencesView } from './differences';
import { FindingsView } from './findings';
import { MapView } from './map';
import { MatrixView } from './matrix';
import { counted } from './parts';
import type { Scene, Shown } from './scene';
import { matcherOf, textOf } from './search';
import { Summary } from './summary';
import { ThreatsView } from './threats';

const VIEWS = [
  ['map', 'Egress map', MapView],
  ['matrix', 'Reachability', MatrixView],
  ['allow', 'Allow lists', AllowView],
  ['threats', 'Threats', ThreatsView],
  ['findings', 'Findings', FindingsView],
  ['differences', 'Differences', DifferencesView],
] as const;

function viewOf(hash: string): string {
  return VIEWS.find(([name]) => `#${name}` === hash)?.[0] ?? 'map';
}

export function App({ data, isPrinted }: { readonly data: ReportData; readonly isPrinted: boolean }) {
  const [view, setView] = useState(viewOf(location.hash));
  const [index, setIndex] = useState(Math.max(0, data.environments.length - 1));
  const [query, setQuery] = useState('');
  const [shown, show] = useState<Shown>();
  const search = useRef<HTMLInputElement>(null);
  const environment = data.environments[index];

  useEffect(() => {
    const changed = () => {
      setView(viewOf(location.hash));
      // After the new view is there: a reader goes on at its heading.
      setTimeout(() => document.querySelector<HTMLElement>('.view h2')?.focus());
    };
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      search.current?.focus();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);

  const tenants = useMemo(() => {
    const matches = matcherOf(query);
    return (environment?.tenants ?? []).filter((tenant) => matches(textOf(tenant)));
  }, [environment, query]);

  if (!environment) return <p class="empty">No environment is set.</p>;
  const scene: Scene = { data, environment, tenants, query, show, isPrinted, key: `${index} ${query}` };
  const views = isPrinted ? VIEWS : VIEWS.filter(([name]) => name === view);
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: the address has the view, so that the link only moves the focus */}
      <a class="skip" href="#content" onClick={(event) => skip(event)}>
        Skip to the content
      </a>
      <header class="top">
        <h1>Egress report</h1>
        <fieldset class="environments">
          <legend class="hidden">Environment</legend>
          {data.environments.map(({ name }, at) => (
            <label key={name}>
              <input type="radio" name="environment" checked={at === index} onChange={() => setIndex(at)} />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
        <div class="search">
          <label class="hidden" for="search">
            Filter tenants, addresses, hosts and findings
          </label>
          <input
            id="search"
            ref={search}
            type="search"
            placeholder="Filter: tenant, address, host …"
            value={query}
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
          <span class="key" aria-hidden="true">
            /
          </span>
        </div>
        <p class="hidden" role="status">
          {query === '' ? '' : `${counted(tenants.length, 'tenant matches', 'tenants match')} the filter`}
        </p>
      </header>
      <nav class="views" aria-label="Views">
        {VIEWS.map(([name, title]) => (
          <a key={name} href={`#${name}`} aria-current={name === view ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <main id="content">
        <p class="printed">
          Environment {environment.name}
          {query === '' ? '' : `, filtered by “${query}”`}
        </p>
        <Summary scene={scene} />
        {views.map(([name, , Each]) => (
          <Each key={name} scene={scene} />
        ))}
      </main>
      <Details shown={shown} scene={scene} close={() => show(undefined)} />
    </>
  );
}

function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('.view h2')?.focus();
}
