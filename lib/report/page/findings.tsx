import { useMemo, useState } from 'preact/hooks';
import type { ReportFinding } from '../types';
import { count, counted, Empty, Tag, usePage, View } from './parts';
import type { Scene } from './scene';
import { matcherOf } from './search';

const KINDS = ['all', 'error', 'warning', 'note', 'suppressed'] as const;
type Kind = (typeof KINDS)[number];

const TONES = { error: 'danger', warning: 'undecided', note: 'denied' } as const;

export function FindingsView({ scene }: { readonly scene: Scene }) {
  const { environment, query, key, isPrinted } = scene;
  const [kind, setKind] = useState<Kind>('all');
  const found = useMemo(() => {
    const matches = matcherOf(query);
    return environment.findings.filter((each) => matches(textOf(each)));
  }, [environment, query]);
  const rows = found.filter((each) => isOf(each, kind));
  const { shown, pager } = usePage(rows, `${key} ${kind}`, isPrinted);
  return (
    <View title="Findings" lead={`What check reports for ${environment.name}: ${counted(found.length, 'finding')}.`}>
      <fieldset class="kinds">
        <legend class="hidden">Severity</legend>
        {KINDS.map((each) => (
          <label key={each}>
            <input type="radio" name="kind" checked={kind === each} onChange={() => setKind(each)} />
            <span>
              {each} <small>{count(found.filter((one) => isOf(one, each)).length)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {shown.length === 0 ? (
        <Empty>No finding.</Empty>
      ) : (
        <ul class="findings">
          {shown.map((finding, index) => (
            <li key={`${finding.id} ${finding.place} ${index}`}>
              <Tag tone={finding.suppressed === undefined ? TONES[finding.severity] : 'denied'}>
                {finding.suppressed === undefined ? finding.severity : 'suppressed'}
              </Tag>
              <div>
                <p>
                  <b>{finding.id}</b> <code>{finding.place}</code>
                </p>
                <p>
                  {finding.about !== '' && <code>{finding.about}</code>} {finding.message}
                </p>
                {finding.fix !== undefined && <p class="muted">{finding.fix}</p>}
                {finding.suppressed !== undefined && <p class="muted">Suppressed: {finding.suppressed}</p>}
              </div>
            </li>
          ))}
        </ul>
      )}
      {pager}
    </View>
  );
}

function isOf({ severity, suppressed }: ReportFinding, kind: Kind): boolean {
  if (kind === 'all') return true;
  if (suppressed !== undefined) return kind === 'suppressed';
  return severity === kind;
}

function textOf({ id, place, about, message, tenant }: ReportFinding): string {
  return [id, place, about, message, tenant].join('\n').toLowerCase();
}
